import type { ShardSummary } from '@headwaters/local-services';
import { describe, expect, it } from '@jest/globals';
import { startableShards } from '../../src/mapping/mapping-poller.js';

const shard = (shardId: string, parentShardId?: string, adjacentParentShardId?: string): ShardSummary => ({
  shardId,
  ...(parentShardId !== undefined && { parentShardId }),
  ...(adjacentParentShardId !== undefined && { adjacentParentShardId }),
  startingHashKey: '0',
  endingHashKey: '1',
  startingSequenceNumber: '1',
});
const startable = (shards: readonly ShardSummary[], started: readonly string[], drained: readonly string[]) =>
  startableShards(shards, new Set(started), new Set(drained)).map(({ shardId }) => shardId);

describe('startableShards', () => {
  it('excludes child shards until their parent is drained', () => {
    const shards = [shard('parent'), shard('left', 'parent'), shard('right', 'parent')];
    expect(startable(shards, [], [])).toEqual(['parent']);
    expect(startable(shards, ['parent'], [])).toEqual([]);
    expect(startable(shards, ['parent'], ['parent'])).toEqual(['left', 'right']);
  });

  it('excludes a merged shard until both parents are drained', () => {
    const shards = [shard('left'), shard('right'), shard('merged', 'left', 'right')];
    expect(startable(shards, ['left', 'right'], ['left'])).toEqual([]);
    expect(startable(shards, ['left', 'right'], ['left', 'right'])).toEqual(['merged']);
  });

  it('includes a shard whose parent no longer exists', () => {
    expect(startable([shard('child', 'expired')], [], [])).toEqual(['child']);
  });
});
