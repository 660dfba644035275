import type { Stream } from '../stream.js';
import type { Operation } from './operation.js';
import { requestedStream } from './requested-stream.js';
import { wireShard } from './wire-shard.js';

const common = (stream: Stream) => ({
  StreamName: stream.name,
  StreamARN: stream.description.arn,
  StreamStatus: 'ACTIVE',
  StreamModeDetails: { StreamMode: stream.mode },
  RetentionPeriodHours: stream.retentionHours,
  StreamCreationTimestamp: stream.description.createdMillis / 1000,
  EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.enhancedMetrics] }],
  ...(stream.encryptionKeyId === undefined
    ? { EncryptionType: 'NONE' }
    : { EncryptionType: 'KMS', KeyId: stream.encryptionKeyId }),
});

/** A stream with a page of its shards. */
export const describeStream: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const limit = members.optionalWhole('Limit', { min: 1, max: 10_000 }) ?? 100;
  const after = members.optionalText('ExclusiveStartShardId') ?? '';
  const shards = stream.shards(catalogue.now()).filter(({ id }) => id > after);
  return {
    StreamDescription: {
      ...common(stream),
      Shards: shards.slice(0, limit).map(wireShard),
      HasMoreShards: shards.length > limit,
    },
  };
};

/** A stream without its shards. */
export const describeStreamSummary: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  return {
    StreamDescriptionSummary: {
      ...common(stream),
      OpenShardCount: stream.openShards.length,
      ConsumerCount: 0,
    },
  };
};
