import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCsvRow } from '../../../src/sink/fields/csv-row.js';

describe('parseCsvRow', () => {
  it.each([
    ['', ['']],
    ['a,b', ['a', 'b']],
    ['a,', ['a', '']],
    [',a', ['', 'a']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a""b",c', ['a"b', 'c']],
    ['"a\nb",c', ['a\nb', 'c']],
    ['5" pipe,c', ['5" pipe', 'c']],
    ['a"b"c,d', ['a"b"c', 'd']],
    ['"a"b,c', ['ab', 'c']],
    ['"open,c', ['open,c']],
    ['""', ['']],
  ])('%j has the columns %j', (row, columns) => {
    expect(parseCsvRow(row, ',')).toEqual(columns);
  });

  it.each([';', '\t', '|'])('divides by %j, and not by a comma', (delimiter) => {
    expect(parseCsvRow(`a,b${delimiter}"c${delimiter}d"`, delimiter)).toEqual(['a,b', `c${delimiter}d`]);
  });

  it('reads back every row of quoted columns', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (columns) => {
        const row = columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(',');
        expect(parseCsvRow(row, ',')).toEqual(columns);
      }),
    );
  });
});
