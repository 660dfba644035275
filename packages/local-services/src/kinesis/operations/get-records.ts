import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import { recordBytes } from '../shard/record-frame.js';
import type { Shard } from '../shard/shard.js';
import { decodeShardIterator, encodeShardIterator } from '../stream/shard-iterator.js';
import {
  readRecords,
  resolvePosition,
  type KinesisRecord,
  type ShardPosition,
} from '../stream/shard-reader.js';
import type { Stream } from '../stream/stream.js';
import { requestedStream, type Operation } from './operation.js';
import type { RequestReader } from './request-reader.js';

const iteratorTypes = [
  'AT_SEQUENCE_NUMBER',
  'AFTER_SEQUENCE_NUMBER',
  'TRIM_HORIZON',
  'LATEST',
  'AT_TIMESTAMP',
] as const;

/** GetShardIterator. The iterator is valid for 5 minutes. */
export const getShardIterator: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const shard = catalogue.shard(stream, request.string('ShardId'));
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
};

function readPosition(request: RequestReader): ShardPosition {
  const type = request.oneOf('ShardIteratorType', iteratorTypes);
  switch (type) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      return { type };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      return {
        type,
        sequenceNumber: request.optionalString('StartingSequenceNumber') ?? missing('StartingSequenceNumber'),
      };
    case 'AT_TIMESTAMP':
      return { type, timestampMillis: request.optionalTimestampMillis('Timestamp') ?? missing('Timestamp') };
  }
}

function missing(parameter: string): never {
  throw new KinesisError('InvalidArgumentException', `Must specify ${parameter} for this ShardIteratorType.`);
}

/** GetRecords. Returns the next iterator or, at the end of a closed shard, its child shards. */
export const getRecords: Operation = (request, catalogue) => {
  const nowMillis = catalogue.now();
  const iterator = decodeShardIterator(request.string('ShardIterator'), nowMillis);
  const maxRecords = request.optionalInteger('Limit', { min: 1, max: kinesisLimits.maxGetRecordsRecords });
  const stream = catalogue.stream(iterator.streamName);
  if (stream.description.createdMillis !== iterator.streamCreatedMillis) {
    throw new KinesisError(
      'ResourceNotFoundException',
      `The iterator belongs to an earlier stream named ${stream.name}, which has been deleted.`,
    );
  }
  const shard = catalogue.shard(stream, iterator.shardId);
  if (catalogue.options.enforceLimits && !shard.limits.admitRead(nowMillis)) {
    throw catalogue.rateExceeded(stream, shard);
  }
  const { counter } = iterator;
  const result = readRecords({ stream, shard, counter, nowMillis, maxRecords });
  shard.limits.spendRead(result.records.reduce((sum, record) => sum + recordBytes(record), 0));
  const next = { ...iterator, counter: result.nextCounter, issuedMillis: nowMillis };
  return {
    Records: result.records.map(toWireRecord),
    MillisBehindLatest: result.millisBehindLatest,
    ...(result.drained
      ? { ChildShards: childrenOf(stream, shard, nowMillis) }
      : { NextShardIterator: encodeShardIterator(next) }),
  };
};

const toWireRecord = (record: KinesisRecord) => ({
  SequenceNumber: record.sequenceNumber,
  ApproximateArrivalTimestamp: record.approximateArrivalMillis / 1000,
  Data: record.data.toString('base64'),
  PartitionKey: record.partitionKey,
  EncryptionType: record.encrypted ? 'KMS' : undefined,
});

function childrenOf(stream: Stream, shard: Shard, nowMillis: number) {
  return stream
    .shards(nowMillis)
    .filter(({ description }) => description.parents.includes(shard))
    .map(({ id, description, range }) => ({
      ShardId: id,
      ParentShards: description.parents.map((parent) => parent.id),
      HashKeyRange: { StartingHashKey: String(range.start), EndingHashKey: String(range.end) },
    }));
}
