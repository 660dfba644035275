import type { ShardSummary } from './kinesis-service.js';
import type { Shard } from './shard.js';

/** A shard in plain words. */
export function describeShard(shard: Shard): ShardSummary {
  const [parent, adjacentParent] = shard.description.parents;
  const { endingSequenceNumber } = shard;
  return {
    shardId: shard.id,
    ...(parent && { parentShardId: parent.id }),
    ...(adjacentParent && { adjacentParentShardId: adjacentParent.id }),
    startingHashKey: String(shard.range.start),
    endingHashKey: String(shard.range.end),
    startingSequenceNumber: shard.startingSequenceNumber,
    ...(endingSequenceNumber !== undefined && { endingSequenceNumber }),
  };
}
