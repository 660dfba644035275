import { KinesisError } from '../../errors.js';
import type { Stream } from '../stream/stream.js';
import { type Operation, requestedStream, streamNameBounds } from './operation.js';
import { toWireShard } from './shards.js';
import { addTags } from './tags.js';

/** Shards of a new on-demand stream. Source: Kinesis developer guide, "Choose the right mode in Kinesis Data Streams". */
const onDemandShards = 4;

/** Most open shards of a stream. The default quota of AWS is 1,000 to 20,000, depending on the region. */
export const maxShards = 1_000;

/** CreateStream. The stream is ACTIVE at once. */
export const createStream: Operation = (request, catalogue) => {
  const name = request.string('StreamName', streamNameBounds);
  const mode =
    request.nested('StreamModeDetails')?.oneOf('StreamMode', ['PROVISIONED', 'ON_DEMAND']) ?? 'PROVISIONED';
  const shardCount = request.optionalInteger('ShardCount', { min: 1, max: maxShards });
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
  if (request.has('Tags')) addTags(stream, request);
  return undefined;
};

/** DeleteStream. Takes effect at once. */
export const deleteStream: Operation = (request, catalogue) => {
  catalogue.delete(requestedStream(request, catalogue));
  return undefined;
};

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
export const describeStream: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const limit = request.optionalInteger('Limit', { min: 1, max: 10_000 }) ?? 100;
  const after = request.optionalString('ExclusiveStartShardId') ?? '';
  const shards = stream.shards(catalogue.now()).filter(({ id }) => id > after);
  return {
    StreamDescription: {
      ...toWireStream(stream),
      Shards: shards.slice(0, limit).map(toWireShard),
      HasMoreShards: shards.length > limit,
    },
  };
};

/** DescribeStreamSummary: a stream without its shards. */
export const describeStreamSummary: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  return {
    StreamDescriptionSummary: {
      ...toWireStream(stream),
      OpenShardCount: stream.openShards.length,
      ConsumerCount: 0,
    },
  };
};

/** ListStreams: a page of streams by name. `NextToken` is the last name of the previous page. */
export const listStreams: Operation = (request, catalogue) => {
  const limit = request.optionalInteger('Limit', { min: 1, max: 10_000 }) ?? 100;
  const after =
    request.optionalString('NextToken') ??
    request.optionalString('ExclusiveStartStreamName', streamNameBounds) ??
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
