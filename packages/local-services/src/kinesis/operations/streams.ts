import { KinesisError } from '../../errors.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream, streamNameBounds } from './operation.js';
import { wireShard } from './shards.js';
import { addTags } from './tags.js';

/** Shards of a new stream without a shard count of its own. Source: K, "Choose the right mode in Kinesis Data Streams". */
const onDemandShards = 4;

/** Most shards a stream has here: AWS's default quota is 200 to 20,000 by region. */
export const maxShards = 1_000;

/** The stream is ACTIVE at once: there is nothing to wait for. */
export const createStream: Operation = (members, catalogue) => {
  const name = members.text('StreamName', streamNameBounds);
  const mode =
    members.nested('StreamModeDetails')?.choice('StreamMode', ['PROVISIONED', 'ON_DEMAND']) ?? 'PROVISIONED';
  const shardCount = members.optionalWhole('ShardCount', { min: 1, max: maxShards });
  if (mode === 'PROVISIONED' && shardCount === undefined) {
    throw new KinesisError(
      'ValidationException',
      'ShardCount must be provided for a stream in PROVISIONED mode.',
    );
  }
  if (mode === 'ON_DEMAND' && shardCount !== undefined) {
    throw new KinesisError(
      'ValidationException',
      'ShardCount can not be provided for a stream in ON_DEMAND mode.',
    );
  }
  const stream = catalogue.create(name, shardCount ?? onDemandShards, mode);
  if (members.has('Tags')) addTags(stream, members);
  return undefined;
};

/** The stream and its records are gone at once. */
export const deleteStream: Operation = (members, catalogue) => {
  catalogue.delete(requestedStream(members, catalogue));
  return undefined;
};

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

/** A page of streams, by name. `NextToken` is the last name of the page before. */
export const listStreams: Operation = (members, catalogue) => {
  const limit = members.optionalWhole('Limit', { min: 1, max: 10_000 }) ?? 100;
  const after =
    members.optionalText('NextToken') ??
    members.optionalText('ExclusiveStartStreamName', streamNameBounds) ??
    '';
  const rest = catalogue.names.filter((name) => name > after);
  const page = rest.slice(0, limit);
  const hasMore = rest.length > limit;
  return {
    StreamNames: page,
    HasMoreStreams: hasMore,
    NextToken: hasMore ? page.at(-1) : undefined,
    StreamSummaries: page.map((name) => {
      const { description, mode } = catalogue.stream(name);
      return {
        StreamName: name,
        StreamARN: description.arn,
        StreamStatus: 'ACTIVE',
        StreamModeDetails: { StreamMode: mode },
        StreamCreationTimestamp: description.createdMillis / 1000,
      };
    }),
  };
};
