import type { Block } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { fieldReader } from '../../src/publication/partitioner.js';

function read(field: string, block: Partial<Block>, record: string): string {
  return fieldReader(field)(block as Block)(Buffer.from(record));
}

const csv = (header?: string): Partial<Block> => ({
  layout: 'csv',
  ...(header !== undefined && { header: Buffer.from(header) }),
});

describe('fieldReader', () => {
  it('reads a field of JSON by a pointer', () => {
    expect(read('/user/id', { layout: 'lines' }, '{"user":{"id":"ann"}}')).toBe('ann');
  });

  it.each([
    ['by its number', '1', { block: csv(), row: 'a,ann,c', value: 'ann' }],
    ['by its name', 'user', { block: csv('id,user\n'), row: '7,ann', value: 'ann' }],
    [
      'by the last name of a row that ends in CRLF',
      'user',
      { block: csv('id,user\r\n'), row: '7,ann', value: 'ann' },
    ],
    [
      'by a name between quotes',
      'a, b',
      { block: csv('id,"a, b"\n'), row: '7,"ann, ""b"""', value: 'ann, "b"' },
    ],
    ['by a name behind a byte order mark', 'id', { block: csv('\ufeffid,user\n'), row: '7,ann', value: '7' }],
  ])('reads a column of CSV %s', (_, field, { block, row, value }) => {
    expect(read(field, block, row)).toBe(value);
  });

  it.each([
    ['a line is no JSON', '/user', { layout: 'lines' }, 'user'],
    ['JSON has no such field', '/user', { layout: 'lines' }, '{}'],
    ['a row is too short', '3', csv(), 'a,b'],
    ['the header has no such column', 'user', csv('id,name\n'), '7,ann'],
    ['there is no header', 'user', csv(), '7,ann'],
  ] as const)('gives the empty text where %s', (_, field, block, record) => {
    expect(read(field, block, record)).toBe('');
  });
});
