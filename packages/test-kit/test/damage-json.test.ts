import { isDeepStrictEqual } from 'node:util';
import { RandomSource, damageJson } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';

const value = { name: 'text', list: [1, { deep: 'down' }] };
const damaged = Array.from({ length: 500 }, (_, seed) => damageJson(new RandomSource(seed), value));

describe('damageJson', () => {
  it('makes the same changes for the same seed and does not modify the original', () => {
    expect(damageJson(new RandomSource(7), value)).toEqual(damaged[7]);
    expect(value).toEqual({ name: 'text', list: [1, { deep: 'down' }] });
  });

  it('changes more than 475 of 500 values, in more than 250 ways', () => {
    expect(damaged.filter((one) => isDeepStrictEqual(one, value)).length).toBeLessThan(25);
    expect(new Set(damaged.map((one) => JSON.stringify(one))).size).toBeGreaterThan(250);
  });

  it('changes the value itself, its fields and nested values', () => {
    const changesOf = (one: unknown) => [
      ...(typeof one !== 'object' || one === null ? ['the value'] : 'name' in one ? [] : ['a field']),
      ...(JSON.stringify([one]).includes('"deep":"down"') ? [] : ['a nested value']),
    ];
    expect(new Set(damaged.flatMap(changesOf))).toEqual(new Set(['the value', 'a field', 'a nested value']));
  });
});
