import { isDeepStrictEqual } from 'node:util';
import { RandomSource, damageJson } from '@headwaters/test-kit';
import { describe, expect, test } from '@jest/globals';

const value = { name: 'text', list: [1, { deep: 'down' }] };
const damaged = Array.from({ length: 500 }, (_, seed) => damageJson(new RandomSource(seed), value));

describe('damageJson', () => {
  test('gives the same damage for the same seed, and leaves the original as it was', () => {
    expect(damageJson(new RandomSource(7), value)).toEqual(damaged[7]);
    expect(value).toEqual({ name: 'text', list: [1, { deep: 'down' }] });
  });

  test('changes nearly every value, each in its own way', () => {
    expect(damaged.filter((one) => isDeepStrictEqual(one, value)).length).toBeLessThan(25);
    expect(new Set(damaged.map((one) => JSON.stringify(one))).size).toBeGreaterThan(250);
  });

  test('strikes the value itself, its fields and what lies deep in it', () => {
    expect(damaged.some((one) => typeof one !== 'object' || one === null)).toBe(true);
    expect(damaged.some((one) => typeof one === 'object' && one !== null && !('name' in one))).toBe(true);
    expect(damaged.some((one) => !JSON.stringify([one]).includes('"deep":"down"'))).toBe(true);
  });
});
