import { describe, expect, it } from '@jest/globals';
import { fullJitterMillis } from '../../src/time/full-jitter-millis.js';

describe('fullJitterMillis', () => {
  it.each([
    [1, 50],
    [2, 100],
    [5, 800],
    [6, 1_000],
    [10_000, 1_000],
  ])('after %i failures lies between 0 and %i ms', (failureCount, boundMillis) => {
    expect(fullJitterMillis(failureCount, () => 0)).toBe(0);
    expect(fullJitterMillis(failureCount, () => 0.5)).toBe(boundMillis / 2);
  });
});
