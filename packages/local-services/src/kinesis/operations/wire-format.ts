import type { Shard } from '../shard/shard.js';
import type { KinesisRecord } from '../stream/shard-reader.js';
import type { Stream } from '../stream/stream.js';

/** A record in the format of the API. */
export const toWireRecord = (record: KinesisRecord) => ({
  SequenceNumber: record.sequenceNumber,
  ApproximateArrivalTimestamp: record.approximateArrivalMillis / 1000,
  Data: record.data.toString('base64'),
  PartitionKey: record.partitionKey,
  EncryptionType: record.encrypted ? 'KMS' : undefined,
});

/** A shard in the format of the API. */
export function toWireShard(shard: Shard) {
  const { summary } = shard;
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

/** The children of a closed shard, in the format of the API. */
export function childrenOf(stream: Stream, shard: Shard, nowMillis: number) {
  return stream
    .shards(nowMillis)
    .filter(({ description }) => description.parents.includes(shard))
    .map(({ id, description, range }) => ({
      ShardId: id,
      ParentShards: description.parents.map((parent) => parent.id),
      HashKeyRange: { StartingHashKey: String(range.start), EndingHashKey: String(range.end) },
    }));
}
