import { describe, expect, it } from '@jest/globals';
import { filterLines } from '../../../src/page/logs/filter-lines.js';

const lines = [
  { id: 1, at: 0, functionName: 'producer', line: 'Object published' },
  { id: 2, at: 0, functionName: 'audit', line: 'Block of a.txt' },
  { id: 3, at: 0, functionName: 'audit', line: 'block of b.txt' },
];
const idsOf = (filter: { functionName: string; text: string }, most = 10) =>
  filterLines(lines, filter, most).map(({ id }) => id);

describe('filterLines', () => {
  it('finds text in any case', () => {
    expect(idsOf({ functionName: '', text: 'BLOCK' })).toEqual([2, 3]);
  });

  it('gives the lines of one function', () => {
    expect(idsOf({ functionName: 'producer', text: '' })).toEqual([1]);
  });

  it('keeps the latest when there are more than wanted', () => {
    expect(idsOf({ functionName: '', text: '' }, 2)).toEqual([2, 3]);
  });
});
