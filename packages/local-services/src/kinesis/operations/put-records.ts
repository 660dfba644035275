import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import { hashKeyOf, maxHashKey } from '../shard/hash-key.js';
import type { NewRecord, Shard } from '../shard/shard.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import { type Stream, recordBytes } from '../stream/stream.js';
import { type Operation, requestedStream } from './operation.js';
import type { Members } from './request-reader.js';
import { encryptionTypeOf } from './stream-settings.js';

/** One record. `SequenceNumberForOrdering` needs no care: a shard's numbers always increase. */
export const putRecord: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const { record, bytes, hashKey } = readPutEntry(members, stream);
  const shard = stream.route(hashKey);
  const nowMillis = catalogue.now();
  if (catalogue.options.enforceLimits && !shard.limits.admitWrite(bytes, nowMillis)) {
    stream.statistics.countThrottled();
    throw rateExceeded(stream, shard, catalogue);
  }
  const [sequenceNumber] = stream.append(shard, [record], nowMillis);
  return { ShardId: shard.id, SequenceNumber: sequenceNumber, EncryptionType: encryptionTypeOf(stream) };
};

/**
 * Data and partition keys of one request, in bytes. (The pipeline itself stays within the 5 MiB that older endpoints take.)
 * Source, read 2026-11-23: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
const maxRequestBytes = 10 * 1024 * 1024;

type EntryResult = { ShardId: string; SequenceNumber: string } | { ErrorCode: string; ErrorMessage: string };

/** Up to 500 records. Each is taken or refused by itself: the answer is 200 even if its shard refused every one. */
export const putRecords: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const entries = members
    .list('Records', { min: 1, max: kinesisLimits.maxPutRecordsEntries })
    .map((entry) => readPutEntry(entry, stream));
  if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > maxRequestBytes) {
    throw new KinesisError('InvalidArgumentException', 'Records size exceeds 10 MB limit');
  }
  const results = store(entries, stream, catalogue);
  return {
    FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length,
    EncryptionType: encryptionTypeOf(stream),
    Records: results,
  };
};

function store(entries: readonly PutEntry[], stream: Stream, catalogue: StreamCatalogue): EntryResult[] {
  const nowMillis = catalogue.now();
  const results: EntryResult[] = [];
  const admitted = new Map<Shard, { record: NewRecord; place: number }[]>();
  for (const [place, { record, bytes, hashKey }] of entries.entries()) {
    const shard = stream.route(hashKey);
    if (catalogue.options.enforceLimits && !shard.limits.admitWrite(bytes, nowMillis)) {
      stream.statistics.countThrottled();
      const { code, message } = rateExceeded(stream, shard, catalogue);
      results[place] = { ErrorCode: code, ErrorMessage: message };
      continue;
    }
    const batch = admitted.get(shard) ?? [];
    admitted.set(shard, batch);
    batch.push({ record, place });
  }
  for (const [shard, batch] of admitted) {
    const sequenceNumbers = stream.append(
      shard,
      batch.map(({ record }) => record),
      nowMillis,
    );
    for (const [index, { place }] of batch.entries()) {
      results[place] = { ShardId: shard.id, SequenceNumber: sequenceNumbers[index] ?? '' };
    }
  }
  return results;
}

/** A record as a put request gives it, with the hash key that chooses its shard. */
interface PutEntry {
  readonly record: NewRecord;
  readonly bytes: number;
  readonly hashKey: bigint;
}

/** Reads an entry of PutRecords, or all of PutRecord. */
function readPutEntry(members: Members, stream: Stream): PutEntry {
  const partitionKey = members.text('PartitionKey', { min: 1, max: kinesisLimits.maxPartitionKeyCharacters });
  const data = members.blob('Data', kinesisLimits.maxRecordBytes);
  const record = { partitionKey, data, encrypted: stream.encryptionKeyId !== undefined };
  const bytes = recordBytes(record);
  if (bytes > kinesisLimits.maxRecordBytes) {
    throw new KinesisError(
      'ValidationException',
      `Data and partition key have ${bytes} bytes; a record has at most ${kinesisLimits.maxRecordBytes}.`,
    );
  }
  return { record, bytes, hashKey: readHashKey(members) ?? hashKeyOf(partitionKey) };
}

function readHashKey(members: Members): bigint | undefined {
  const text = members.optionalText('ExplicitHashKey', { pattern: /^(?:0|[1-9]\d{0,38})$/ });
  if (text === undefined) return undefined;
  const hashKey = BigInt(text);
  if (hashKey <= maxHashKey) return hashKey;
  throw new KinesisError(
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${text}`,
  );
}

/** A shard is full, or read out, for this second. */
export function rateExceeded(stream: Stream, shard: Shard, { options }: StreamCatalogue): KinesisError {
  return new KinesisError(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ${options.accountId}.`,
  );
}
