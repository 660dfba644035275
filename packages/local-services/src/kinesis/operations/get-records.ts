import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import { required, type Values } from '../parameters/parameter.js';
import { integer, oneOf, string, timestampMillis, unsupported } from '../parameters/scalars.js';
import { recordBytes } from '../shard/record-frame.js';
import { normalizeShardId } from '../shard/shard-id.js';
import { decodeShardIterator, encodeShardIterator } from '../stream/shard-iterator.js';
import { readRecords, resolvePosition, type ShardPosition } from '../stream/shard-reader.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import {
  defineOperation,
  requestedStream,
  requestedStreamName,
  sequenceNumber,
  shardId,
  streamArn,
  streamParameters,
} from './operation.js';
import { childrenOf, toWireRecord } from './wire-format.js';

/** Where a reader starts. In the order in which AWS lists them. */
export const positionTypes = [
  'AFTER_SEQUENCE_NUMBER',
  'LATEST',
  'AT_TIMESTAMP',
  'AT_SEQUENCE_NUMBER',
  'TRIM_HORIZON',
] as const;

const iteratorParameters = {
  ...streamParameters,
  ShardId: required(shardId),
  ShardIteratorType: required(oneOf(positionTypes)),
  StartingSequenceNumber: sequenceNumber,
  Timestamp: timestampMillis(),
  DryRun: unsupported('DryRun'),
};

/** GetShardIterator. The iterator is valid for 5 minutes. */
export const getShardIterator = defineOperation(iteratorParameters, (request, catalogue) => {
  const { stream, shard } = requestedShard(request, catalogue);
  const nowMillis = catalogue.now();
  const counter = resolvePosition({ stream, shard, position: readPosition(request), nowMillis });
  return {
    ShardIterator: encodeShardIterator({
      streamName: stream.name,
      streamCreatedMillis: stream.description.createdMillis,
      shardId: shard.id,
      counter,
      issuedMillis: nowMillis,
    }),
  };
});

/** Here a missing stream is a missing shard. Source: tests of getShardIterator recorded on AWS, in kinesalite 3.3.3. */
function requestedShard(request: Values<typeof iteratorParameters>, catalogue: StreamCatalogue) {
  const name = requestedStreamName(request);
  const id = normalizeShardId(request.ShardId);
  if (id === undefined) throw catalogue.unknownShard(name, request.ShardId);
  if (catalogue.find(name) === undefined) throw catalogue.missingShard(name, id);
  const stream = requestedStream(request, catalogue);
  return { stream, shard: catalogue.shard(stream, id) };
}

function readPosition(request: Values<typeof iteratorParameters>): ShardPosition {
  const { ShardIteratorType: type, StartingSequenceNumber, Timestamp } = request;
  switch (type) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      if (StartingSequenceNumber !== undefined) throw mismatch(type, 'and also a');
      return { type };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      if (StartingSequenceNumber === undefined) throw mismatch(type, 'and no');
      return { type, sequenceNumber: StartingSequenceNumber };
    case 'AT_TIMESTAMP':
      if (Timestamp === undefined) throw missingTimestamp();
      return { type, timestampMillis: Timestamp };
  }
}

function mismatch(type: string, relation: string): KinesisError {
  return new KinesisError(
    'InvalidArgumentException',
    'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
      '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. ' +
      `Request specified ${type} ${relation} StartingSequenceNumber.`,
  );
}

/** The error for a position at a time without that time. */
export function missingTimestamp(): KinesisError {
  return new KinesisError(
    'InvalidArgumentException',
    'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. ' +
      'Current request has no timestamp parameter.',
  );
}

const recordsParameters = {
  ShardIterator: required(string({ min: 1, max: 512 })),
  Limit: integer({ min: 1, max: kinesisLimits.maxGetRecordsRecords }),
  StreamARN: streamArn,
  StreamId: unsupported('StreamId'),
  DryRun: unsupported('DryRun'),
};

/** GetRecords. Returns the next iterator or, at the end of a closed shard, its child shards. */
export const getRecords = defineOperation(recordsParameters, (request, catalogue) => {
  const nowMillis = catalogue.now();
  const iterator = decodeShardIterator(request.ShardIterator, nowMillis);
  const stream = catalogue.find(iterator.streamName);
  if (stream?.description.createdMillis !== iterator.streamCreatedMillis) {
    throw catalogue.missingShard(iterator.streamName, iterator.shardId);
  }
  const shard = catalogue.shard(stream, iterator.shardId);
  if (catalogue.options.enforceLimits && !shard.limits.admitRead(nowMillis)) {
    throw catalogue.rateExceeded(stream, shard);
  }
  const { counter } = iterator;
  const result = readRecords({ stream, shard, counter, nowMillis, maxRecords: request.Limit });
  shard.limits.spendRead(result.records.reduce((sum, record) => sum + recordBytes(record), 0));
  const next = { ...iterator, counter: result.nextCounter, issuedMillis: nowMillis };
  return {
    Records: result.records.map(toWireRecord),
    MillisBehindLatest: result.millisBehindLatest,
    ...(result.drained
      ? { ChildShards: childrenOf(stream, shard, nowMillis) }
      : { NextShardIterator: encodeShardIterator(next) }),
  };
});
