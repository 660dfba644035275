import { describe, expect, it } from '@jest/globals';
import { retryDelayMillis } from '../../src/mapping/batch-run.js';

describe('retryDelayMillis', () => {
  it('does not delay the first attempt', () => {
    expect(retryDelayMillis(0)).toBe(0);
  });

  it('doubles from 500 ms up to 60 s', () => {
    expect([1, 2, 3, 7, 8, 100].map(retryDelayMillis)).toEqual([500, 1_000, 2_000, 32_000, 60_000, 60_000]);
  });

  it('allows 7 attempts within a maximum record age of 60 s, as recorded on AWS', () => {
    const starts = [0];
    for (let failures = 1; (starts.at(-1) ?? 0) <= 60_000; failures += 1) {
      starts.push((starts.at(-1) ?? 0) + retryDelayMillis(failures));
    }
    expect(starts.filter((start) => start <= 60_000)).toHaveLength(7);
  });
});
