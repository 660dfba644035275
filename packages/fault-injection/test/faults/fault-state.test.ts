import { describe, expect, it } from '@jest/globals';
import { chance } from '../../src/faults/fault-state.js';

describe('chance', () => {
  it('depends on the seed and on each part of the identity, and on nothing else', () => {
    expect(chance(1, 'a', 2)).toBe(chance(1, 'a', 2));
    const others = [chance(2, 'a', 2), chance(1, 'b', 2), chance(1, 'a', 3), chance(1, 'a2')];
    expect(others).not.toContain(chance(1, 'a', 2));
  });

  it('returns 2,000 numbers from 0 to 1 of which about 30 % are below 0.3', () => {
    const draws = Array.from({ length: 2_000 }, (_, index) => chance(1, index));
    expect(draws.filter((draw) => draw < 0 || draw >= 1)).toEqual([]);
    expect(draws.filter((draw) => draw < 0.3).length / 2_000).toBeCloseTo(0.3, 1);
  });
});
