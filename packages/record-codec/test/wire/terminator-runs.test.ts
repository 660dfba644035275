import { describe, expect, it } from '@jest/globals';
import { readTerminatorRuns, writeTerminatorRuns } from '../../src/wire/terminator-runs.js';

const lengths = [1, 1, 2, 0, 1];

describe('readTerminatorRuns', () => {
  it('returns the terminators that were written, also of no record', () => {
    const read = readTerminatorRuns(writeTerminatorRuns(lengths), lengths.length);
    expect(read?.map((terminator) => terminator.length)).toEqual(lengths);
    expect(readTerminatorRuns(writeTerminatorRuns([]), 0)).toEqual([]);
  });

  it.each([4, 6])('returns undefined if the runs of 5 records are read for %d', (count) => {
    expect(readTerminatorRuns(writeTerminatorRuns(lengths), count)).toBeUndefined();
  });

  it('returns undefined for a terminator of 3 bytes, which no record has', () => {
    expect(readTerminatorRuns(Buffer.of(4 + 3), 1)).toBeUndefined();
  });
});
