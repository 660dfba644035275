import { describe, expect, it } from '@jest/globals';
import { PartitionKeys } from '../../src/publication/partitioner.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

describe('PartitionKeys', () => {
  it('are 64 hexadecimal digits even for the longest key', () => {
    const keys = new PartitionKeys({ bucket: 'uploads', key: 'k'.repeat(1_024) });
    for (const key of [keys.ofObject(), keys.ofOffset(0), keys.ofSlot(0)]) {
      expect(key).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('give an object one key, and never another one: order depends on it', () => {
    expect(new PartitionKeys(source).ofObject()).toBe(
      '562adff38c28fdea05ffc7cb49442377b37f40057ccd2b51378000baf533bb54',
    );
  });

  it('give each offset its own key, the same on every retry', () => {
    const [first, again] = [new PartitionKeys(source), new PartitionKeys(source)];
    expect(first.ofOffset(0)).toBe(again.ofOffset(0));
    expect(first.ofOffset(0)).not.toBe(first.ofOffset(786_432));
  });

  it('give each slot its own key, whichever the object', () => {
    const [one, other] = [new PartitionKeys(source), new PartitionKeys({ ...source, key: 'other.txt' })];
    expect(one.ofSlot(3)).toBe(other.ofSlot(3));
    expect(new Set([one.ofSlot(3), one.ofSlot(4), one.ofOffset(3), one.ofObject()]).size).toBe(4);
  });

  it('tell objects apart, however their names run together', () => {
    const objects = [
      { bucket: 'a', key: 'b/c' },
      { bucket: 'a/b', key: 'c' },
      { bucket: 'a', key: 'b/c', versionId: '1' },
      { bucket: 'a', key: 'b/c1' },
    ].map((object) => new PartitionKeys(object));
    expect(new Set(objects.map((keys) => keys.ofObject())).size).toBe(4);
    expect(new Set(objects.map((keys) => keys.ofOffset(0))).size).toBe(4);
  });
});
