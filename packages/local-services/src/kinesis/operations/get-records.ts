import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../kinesis-error.js';
import type { StreamRecord } from '../kinesis-service.js';
import { readShardAt } from '../read-shard-at.js';
import { decodeShardIterator, encodeShardIterator } from '../shard-iterator.js';
import type { Shard } from '../shard.js';
import { recordBytes } from '../stream-statistics.js';
import type { Stream } from '../stream.js';
import type { Operation } from './operation.js';
import { rateExceeded } from './rate-exceeded.js';

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
