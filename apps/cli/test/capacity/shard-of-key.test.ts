import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { shardOfKey } from '../../src/capacity/shard-of-key.js';

const firstByte = (key: string) => createHash('md5').update(key).digest()[0] ?? 0;

describe('shardOfKey', () => {
  it('puts every key on the one shard of a stream that has one', () => {
    expect(shardOfKey('any', 1)).toBe(0);
  });

  it('goes by the first bit of the MD5 of the key in a stream of two', () => {
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) expect(shardOfKey(key, 2)).toBe(firstByte(key) >> 7);
  });

  it('stays below the number of shards and uses all of them', () => {
    const shards = new Set(Array.from({ length: 200 }, (_, index) => shardOfKey(String(index), 7)));
    expect([...shards].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
