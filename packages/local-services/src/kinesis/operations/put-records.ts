import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import { hashKeyOf, maxHashKey } from '../shard/hash-key.js';
import { recordBytes, type NewRecord } from '../shard/record-frame.js';
import type { Shard } from '../shard/shard.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';
import { requestedStream, type Operation } from './operation.js';
import type { RequestReader } from './request-reader.js';

/**
 * Data and partition keys of one PutRecords request. The pipeline itself stays within the 5 MiB of older endpoints.
 * Source, read 2026-11-23: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
const maxRequestBytes = 10 * 1024 * 1024;

/** PutRecord. Ignores `SequenceNumberForOrdering`, because sequence numbers of a shard always increase. */
export const putRecord: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const { record, bytes, hashKey } = readPutEntry(request, stream);
  const shard = stream.route(hashKey);
  const nowMillis = catalogue.now();
  if (catalogue.options.enforceLimits && !shard.limits.admitWrite(bytes, nowMillis)) {
    stream.statistics.countThrottled();
    throw catalogue.rateExceeded(stream, shard);
  }
  const [sequenceNumber] = stream.append(shard, [record], nowMillis);
  return { ShardId: shard.id, SequenceNumber: sequenceNumber, EncryptionType: stream.encryptionType };
};

/** PutRecords, up to 500. Each record succeeds or fails by itself; the response is 200 even if all of them fail. */
export const putRecords: Operation = (request, catalogue) => {
  const stream = requestedStream(request, catalogue);
  const entries = request
    .list('Records', { min: 1, max: kinesisLimits.maxPutRecordsEntries })
    .map((entry) => readPutEntry(entry, stream));
  if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > maxRequestBytes) {
    throw new KinesisError('InvalidArgumentException', 'Records size exceeds 10 MB limit');
  }
  const results = storeEntries(entries, stream, catalogue);
  return {
    FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length,
    EncryptionType: stream.encryptionType,
    Records: results,
  };
};

type EntryResult = { ShardId: string; SequenceNumber: string } | { ErrorCode: string; ErrorMessage: string };

/** Stores the entries that the rate limits admit. Results are in the order of `entries`. */
function storeEntries(
  entries: readonly PutEntry[],
  stream: Stream,
  catalogue: StreamCatalogue,
): EntryResult[] {
  const nowMillis = catalogue.now();
  const results: EntryResult[] = [];
  const admitted = new Map<Shard, { record: NewRecord; entryIndex: number }[]>();
  for (const [entryIndex, { record, bytes, hashKey }] of entries.entries()) {
    const shard = stream.route(hashKey);
    if (catalogue.options.enforceLimits && !shard.limits.admitWrite(bytes, nowMillis)) {
      stream.statistics.countThrottled();
      const { code, message } = catalogue.rateExceeded(stream, shard);
      results[entryIndex] = { ErrorCode: code, ErrorMessage: message };
      continue;
    }
    const batch = admitted.get(shard) ?? [];
    admitted.set(shard, batch);
    batch.push({ record, entryIndex });
  }
  for (const [shard, batch] of admitted) {
    const sequenceNumbers = stream.append(
      shard,
      batch.map(({ record }) => record),
      nowMillis,
    );
    for (const [index, { entryIndex }] of batch.entries()) {
      results[entryIndex] = { ShardId: shard.id, SequenceNumber: sequenceNumbers[index] ?? '' };
    }
  }
  return results;
}

/** A record of a put request, with the hash key that selects its shard. */
interface PutEntry {
  readonly record: NewRecord;
  readonly bytes: number;
  readonly hashKey: bigint;
}

/** Reads an entry of PutRecords, or the request of PutRecord. */
function readPutEntry(request: RequestReader, stream: Stream): PutEntry {
  const partitionKey = request.string('PartitionKey', {
    min: 1,
    max: kinesisLimits.maxPartitionKeyCharacters,
  });
  const data = request.blob('Data', kinesisLimits.maxRecordBytes);
  const record = { partitionKey, data, encrypted: stream.encryptionKeyId !== undefined };
  const bytes = recordBytes(record);
  if (bytes > kinesisLimits.maxRecordBytes) {
    throw new KinesisError(
      'ValidationException',
      `Data and partition key have ${bytes} bytes; the limit for a record is ${kinesisLimits.maxRecordBytes} bytes.`,
    );
  }
  return { record, bytes, hashKey: readHashKey(request) ?? hashKeyOf(partitionKey) };
}

function readHashKey(request: RequestReader): bigint | undefined {
  const decimal = request.optionalString('ExplicitHashKey', { pattern: /^(?:0|[1-9]\d{0,38})$/ });
  if (decimal === undefined) return undefined;
  const hashKey = BigInt(decimal);
  if (hashKey <= maxHashKey) return hashKey;
  throw new KinesisError(
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${decimal}`,
  );
}
