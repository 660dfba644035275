import { describeShard } from '../describe-shard.js';
import type { Shard } from '../shard.js';

/** A shard as the API shows it. */
export function wireShard(shard: Shard) {
  const summary = describeShard(shard);
  return {
    ShardId: summary.shardId,
    ParentShardId: summary.parentShardId,
    AdjacentParentShardId: summary.adjacentParentShardId,
    HashKeyRange: { StartingHashKey: summary.startingHashKey, EndingHashKey: summary.endingHashKey },
    SequenceNumberRange: {
      StartingSequenceNumber: summary.startingSequenceNumber,
      EndingSequenceNumber: summary.endingSequenceNumber,
    },
  };
}
