import { describe, expect, it } from '@jest/globals';
import { blocksOf } from '../../fakes/blocks-of.js';
import { deliveryOf } from '../../fakes/delivery-of.js';
import type { DeliveredRecord } from '../../../src/record/delivery.js';
import { formatJson } from '../../../src/sink/fields/json-value.js';
import { fieldReader, type RecordFields, type RecordFormat } from '../../../src/sink/fields/record-reader.js';

const json: RecordFormat = { format: 'json', delimiter: ',' };
const csv: RecordFormat = { format: 'csv', delimiter: ';' };
const header = Buffer.from('id;name\r\n');

function record(bytes: string | Uint8Array, offset?: number): DeliveredRecord {
  return {
    id: 'id',
    sequenceNumber: '1',
    bytes: Buffer.from(bytes),
    ...(offset !== undefined && { offset }),
  };
}

function members(fields: RecordFields | undefined) {
  return fields && Object.fromEntries([...fields.members].map(([name, value]) => [name, formatJson(value)]));
}

describe('fieldReader', () => {
  it('reads the members of a JSON document, after a byte order mark too', () => {
    const read = fieldReader(json, undefined);
    expect(members(read(record('\ufeff{"a":1.50,"b":{"c":[1,"x"]}}')))).toEqual({
      a: '1.50',
      b: '{"c":[1,"x"]}',
    });
  });

  it.each([
    ['/b/c/1', '"x"'],
    ['/b/c/2', undefined],
    ['/b/c/01', undefined],
    ['/d~1e/~0', 'true'],
    ['/b/toString', undefined],
    ['/a', '1'],
  ])('JSON pointer %s: %s', (pointer, expected) => {
    const fields = fieldReader(json, undefined)(record('{"a":1,"b":{"c":[1,"x"]},"d/e":{"~":true}}'));
    const value = fields?.get(pointer);
    expect(value === undefined ? undefined : formatJson(value)).toBe(expected);
  });

  it('reads UTF-16 if the block says so', () => {
    const read = fieldReader(json, { encoding: 'utf-16le' });
    expect(members(read(record(Buffer.from('\ufeff{"a":"ü"}', 'utf16le'))))).toEqual({ a: '"ü"' });
  });

  it.each([
    ['{"a":"\\ud800"}', 'has a string with a lone surrogate'],
    ['{"a":"\\uDC00"}', 'has a string with a lone surrogate'],
    ['{"a":[{"b":"x\\udc00\\ud83d"}]}', 'has a string with a lone surrogate'],
    ['{"\\ud800":1}', 'has a member whose name has a lone surrogate'],
    ['{"a":[{"b":{"\\udfff":1}}]}', 'has a member whose name has a lone surrogate'],
  ])('refuses %s', (text, message) => {
    expect(() => fieldReader(json, undefined)(record(text))).toThrow(message);
  });

  it('reads surrogate pairs, whether escaped or not, U+FFFD and an escaped backslash before ud800', () => {
    const text = '{"\\ud83d\\ude00":"😀","a":"\ufffd\\ufffd","b":"\\\\ud800"}';
    const expected = { '😀': '"😀"', a: '"\ufffd\ufffd"', b: String.raw`"\\ud800"` };
    expect(members(fieldReader(json, undefined)(record(text)))).toEqual(expected);
  });

  it.each(['utf-16le', 'utf-16be'] as const)('refuses a lone surrogate in %s', (encoding) => {
    const bytes = Buffer.from('{"a":"\ud800"}', 'utf16le');
    if (encoding === 'utf-16be') bytes.swap16();
    expect(() => fieldReader(json, { encoding })(record(bytes))).toThrow(/UTF-16|lone surrogate/);
    expect(() => fieldReader(csv, { encoding })(record(bytes))).toThrow(/UTF-16|lone surrogate/);
  });

  it('names CSV columns by the header of the block, by CSV_COLUMNS, or by their index', () => {
    const row = record('7;"x;y"', 20);
    expect(members(fieldReader(csv, { header })(row))).toEqual({ id: '"7"', name: '"x;y"' });
    expect(members(fieldReader({ ...csv, columns: ['a', 'b'] }, {})(row))).toEqual({ a: '"7"', b: '"x;y"' });
    expect(members(fieldReader(csv, undefined)(row))).toEqual({ column_0: '"7"', column_1: '"x;y"' });
    expect(fieldReader(csv, { header })(row)?.get('1')).toBe('x;y');
  });

  it('refuses rows whose header did not travel, unless CSV_COLUMNS names the columns', () => {
    const headerReference = { length: 60_000, crc32: 1 };
    const row = record('7;x', 60_000);
    expect(() => fieldReader(csv, { headerReference })(row)).toThrow(
      'has a header of 60000 bytes, which is too long to be sent with its block: declare the names of the columns',
    );
    const named = fieldReader({ ...csv, columns: ['a', 'b'] }, { headerReference });
    expect(members(named(row))).toEqual({ a: '"7"', b: '"x"' });
  });

  it('divides columns as the block says, and follows RFC 4180', () => {
    const { carried } = deliveryOf(blocksOf({ bucket: 'b', key: 'k' }, 'x\n')[0] ?? Buffer.alloc(0));
    const block = carried?.block && { block: { ...carried.block, delimiter: '|' as const } };
    const row = record('5" pipe|"a|""b"|c;d', 8);
    expect(members(fieldReader(csv, block)(row))).toEqual({
      column_0: JSON.stringify('5" pipe'),
      column_1: JSON.stringify('a|"b'),
      column_2: '"c;d"',
    });
  });

  it('skips a blank line, and the header row of an object at offset 0 alone', () => {
    const read = fieldReader(csv, { header });
    expect(read(record('\ufeffid;name', 0))).toBeUndefined();
    expect(read(record(' ', 5))).toBeUndefined();
    expect(read(record('id;name', 9))).toBeDefined();
    expect(read(record('7;x', 0))).toBeDefined();
  });

  it.each([
    [json, '{"secret"', /^is not JSON at character 9$/],
    [json, '[1]', /^is JSON, but not an object with members$/],
    [json, Buffer.from([0x22, 0xff, 0x22]), /^is not valid UTF-8$/],
    [{ ...csv, columns: ['a', 'b'] }, '1;2;3', /^has 3 columns, but only 2 have a name$/],
  ])('%j refuses %j', (format, bytes, message) => {
    expect(() => fieldReader(format, undefined)(record(bytes))).toThrow(message);
  });

  it('accepts a CSV row with fewer columns than names, and refuses two columns of one name', () => {
    expect(members(fieldReader({ ...csv, columns: ['a', 'b'] }, undefined)(record('1')))).toEqual({
      a: '"1"',
    });
    const twice = { header: Buffer.from('id;id') };
    expect(() => fieldReader(csv, twice)(record('1;2', 6))).toThrow(
      'has two columns with the name of column 1',
    );
  });
});
