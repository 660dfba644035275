import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import type { ShardPosition, StreamRecord } from '../kinesis-service.js';
import type { Shard } from '../shard/shard.js';
import { decodeShardIterator, encodeShardIterator } from '../stream/shard-iterator.js';
import { readShardAt, resolvePosition } from '../stream/shard-reader.js';
import { type Stream, recordBytes } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import { rateExceeded } from './put-records.js';
import type { Members } from './request-reader.js';

const iteratorTypes = [
  'AT_SEQUENCE_NUMBER',
  'AFTER_SEQUENCE_NUMBER',
  'TRIM_HORIZON',
  'LATEST',
  'AT_TIMESTAMP',
] as const;

/** A place to read from, good for five minutes. */
export const getShardIterator: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const shard = catalogue.shard(stream, members.text('ShardId'));
  const nowMillis = catalogue.now();
  const counter = resolvePosition(stream, shard, readPosition(members), nowMillis);
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

function readPosition(members: Members): ShardPosition {
  const type = members.choice('ShardIteratorType', iteratorTypes);
  switch (type) {
    case 'TRIM_HORIZON':
    case 'LATEST':
      return { type };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      return {
        type,
        sequenceNumber: members.optionalText('StartingSequenceNumber') ?? missing('StartingSequenceNumber'),
      };
    case 'AT_TIMESTAMP':
      return { type, timestampMillis: members.optionalTimestampMillis('Timestamp') ?? missing('Timestamp') };
  }
}

function missing(member: string): never {
  throw new KinesisError('InvalidArgumentException', `Must specify ${member} for this ShardIteratorType.`);
}

/** Records from an iterator on, and the iterator to go on with; at the end of a closed shard, its children instead. */
export const getRecords: Operation = (members, catalogue) => {
  const nowMillis = catalogue.now();
  const iterator = decodeShardIterator(members.text('ShardIterator'), nowMillis);
  const maxRecords = members.optionalWhole('Limit', { min: 1, max: kinesisLimits.maxGetRecordsRecords });
  const stream = catalogue.stream(iterator.streamName);
  if (stream.description.createdMillis !== iterator.streamCreatedMillis) {
    throw new KinesisError(
      'ResourceNotFoundException',
      `Stream ${stream.name} was made anew after this iterator.`,
    );
  }
  const shard = catalogue.shard(stream, iterator.shardId);
  if (catalogue.options.enforceLimits && !shard.limits.admitRead(nowMillis)) {
    throw rateExceeded(stream, shard, catalogue);
  }
  const { counter } = iterator;
  const reading = readShardAt({ stream, shard, counter, nowMillis, maxRecords });
  shard.limits.spendRead(reading.records.reduce((sum, record) => sum + recordBytes(record), 0));
  const next = { ...iterator, counter: reading.nextCounter, issuedMillis: nowMillis };
  return {
    Records: reading.records.map(wireRecord),
    MillisBehindLatest: reading.millisBehindLatest,
    ...(reading.drained
      ? { ChildShards: childrenOf(stream, shard, nowMillis) }
      : { NextShardIterator: encodeShardIterator(next) }),
  };
};

const wireRecord = (record: StreamRecord) => ({
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
