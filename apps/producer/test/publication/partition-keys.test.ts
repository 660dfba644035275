import { describe, expect, it } from '@jest/globals';
import { partitionKeys } from '../../src/publication/partition-keys.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

describe('partitionKeys', () => {
  it.each(['object', 'spread'] as const)(
    '%s: is 64 hexadecimal digits even for the longest key',
    (strategy) => {
      const keys = partitionKeys({ bucket: 'uploads', key: 'k'.repeat(1_024) }, strategy);
      expect(keys(0)).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it('object: gives all blocks of an object one key, and never another one: order depends on it', () => {
    const keys = partitionKeys(source, 'object');
    expect([keys(0), keys(786_432)]).toEqual(
      Array(2).fill('562adff38c28fdea05ffc7cb49442377b37f40057ccd2b51378000baf533bb54'),
    );
  });

  it('spread: gives each block its own key, the same on every retry', () => {
    const [first, again] = [partitionKeys(source, 'spread'), partitionKeys(source, 'spread')];
    expect(first(0)).toBe(again(0));
    expect(first(0)).not.toBe(first(786_432));
  });

  it.each(['object', 'spread'] as const)(
    '%s: tells objects apart, however their names run together',
    (strategy) => {
      const keys = [
        { bucket: 'a', key: 'b/c' },
        { bucket: 'a/b', key: 'c' },
        { bucket: 'a', key: 'b/c', versionId: '1' },
        { bucket: 'a', key: 'b/c1' },
      ].map((object) => partitionKeys(object, strategy)(0));
      expect(new Set(keys).size).toBe(4);
    },
  );
});
