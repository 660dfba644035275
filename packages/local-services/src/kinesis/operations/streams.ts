import { KinesisError } from '../../errors.js';
import { required, type Values } from '../parameters/parameter.js';
import { boolean, integer, string, unsupported } from '../parameters/scalars.js';
import type { Stream } from '../stream/stream.js';
import { defineOperation, requestedStream, shardId, streamName, streamParameters } from './operation.js';
import { taggedStream } from './resource.js';
import { modeDetails } from './stream-settings.js';
import { addTags, tagMap } from './tags.js';
import { toWireShard } from './wire-format.js';

/** Shards of a new on-demand stream. Source: Kinesis developer guide, "Choose the right mode in Kinesis Data Streams". */
const onDemandShards = 4;

const creationParameters = {
  ShardCount: integer({ min: 1, max: 100_000 }),
  StreamName: required(streamName),
  StreamModeDetails: modeDetails,
  Tags: tagMap,
  WarmThroughputMiBps: unsupported('WarmThroughputMiBps'),
  MaxRecordSizeInKiB: unsupported('MaxRecordSizeInKiB'),
  RecordDistributionStrategy: unsupported('RecordDistributionStrategy'),
};

/** CreateStream. The stream is ACTIVE at once. */
export const createStream = defineOperation(creationParameters, (request, catalogue) => {
  const mode = requestedMode(request);
  const stream = catalogue.create(request.StreamName, request.ShardCount ?? onDemandShards, mode);
  try {
    if (request.Tags !== undefined) addTags(taggedStream(stream), request.Tags);
  } catch (error) {
    catalogue.delete(stream);
    throw error;
  }
  return undefined;
});

/**
 * A request with neither mode nor ShardCount creates an on-demand stream. Source: LocalStack 4.14, snapshot recorded on AWS
 * of test_create_stream_without_shard_count: 4 shards.
 */
function requestedMode({ ShardCount, StreamModeDetails }: Values<typeof creationParameters>) {
  const mode = StreamModeDetails?.StreamMode ?? (ShardCount === undefined ? 'ON_DEMAND' : 'PROVISIONED');
  if (mode === 'PROVISIONED' && ShardCount === undefined) {
    throw new KinesisError(
      'ValidationException',
      'ShardCount must be provided for a stream in PROVISIONED mode.',
    );
  }
  if (mode === 'ON_DEMAND' && ShardCount !== undefined) {
    throw new KinesisError(
      'ValidationException',
      'ShardCount can not be provided for a stream in ON_DEMAND mode.',
    );
  }
  return mode;
}

/** DeleteStream. Takes effect at once. */
export const deleteStream = defineOperation(
  { ...streamParameters, EnforceConsumerDeletion: boolean() },
  (request, catalogue) => {
    const stream = requestedStream(request, catalogue);
    if (stream.consumers.count > 0 && request.EnforceConsumerDeletion !== true) {
      throw new KinesisError(
        'ResourceInUseException',
        `Stream ${stream.name} under account ${stream.accountId} has ${stream.consumers.count} registered consumers. ` +
          'Deregister them, or set EnforceConsumerDeletion.',
      );
    }
    catalogue.delete(stream);
    return undefined;
  },
);

const toWireStream = (stream: Stream) => ({
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

/** DescribeStream: a stream with a page of its shards. */
export const describeStream = defineOperation(
  {
    Limit: integer({ min: 1, max: 10_000 }),
    ExclusiveStartShardId: shardId,
    ...streamParameters,
  },
  (request, catalogue) => {
    const stream = requestedStream(request, catalogue);
    const limit = request.Limit ?? 100;
    const after = request.ExclusiveStartShardId ?? '';
    const shards = stream.shards(catalogue.now()).filter(({ id }) => id > after);
    return {
      StreamDescription: {
        ...toWireStream(stream),
        Shards: shards.slice(0, limit).map(toWireShard),
        HasMoreShards: shards.length > limit,
      },
    };
  },
);

/** DescribeStreamSummary: a stream without its shards. */
export const describeStreamSummary = defineOperation(streamParameters, (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  return {
    StreamDescriptionSummary: {
      ...toWireStream(stream),
      OpenShardCount: stream.openShards.length,
      ConsumerCount: stream.consumers.count,
    },
  };
});

/** ListStreams: a page of streams by name. `NextToken` is the last name of the previous page. */
export const listStreams = defineOperation(
  {
    Limit: integer({ min: 1, max: 10_000 }),
    ExclusiveStartStreamName: streamName,
    NextToken: string({ min: 1, max: 1_048_576 }),
  },
  (request, catalogue) => {
    const limit = request.Limit ?? 100;
    const after = request.NextToken ?? request.ExclusiveStartStreamName ?? '';
    const rest = catalogue.names.filter((name) => name > after);
    const page = rest.slice(0, limit);
    const hasMore = rest.length > limit;
    return {
      StreamNames: page,
      HasMoreStreams: hasMore,
      NextToken: hasMore ? page.at(-1) : undefined,
      StreamSummaries: page.map((name) => toWireSummary(catalogue.stream(name))),
    };
  },
);

const toWireSummary = ({ name, description, mode }: Stream) => ({
  StreamName: name,
  StreamARN: description.arn,
  StreamStatus: 'ACTIVE',
  StreamModeDetails: { StreamMode: mode },
  StreamCreationTimestamp: description.createdMillis / 1000,
});
