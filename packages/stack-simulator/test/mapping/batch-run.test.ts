import { describe, expect, test } from '@jest/globals';
import { retryDelayMillis } from '../../src/mapping/batch-run.js';

describe('retryDelayMillis', () => {
  test('makes no first attempt wait', () => {
    expect(retryDelayMillis(0)).toBe(0);
  });

  test('doubles from half a second, up to a minute', () => {
    expect([1, 2, 3, 7, 8, 100].map(retryDelayMillis)).toEqual([500, 1_000, 2_000, 32_000, 60_000, 60_000]);
  });

  test('fits seven attempts into a record age of a minute, as recorded on AWS', () => {
    const starts = [0];
    for (let failures = 1; (starts.at(-1) ?? 0) <= 60_000; failures += 1) {
      starts.push((starts.at(-1) ?? 0) + retryDelayMillis(failures));
    }
    expect(starts.filter((start) => start <= 60_000)).toHaveLength(7);
  });
});
