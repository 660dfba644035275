import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../../errors.js';
import { list, structure } from '../parameters/containers.js';
import { required, type Values } from '../parameters/parameter.js';
import { blob, string, unsupported } from '../parameters/scalars.js';
import { hashKeyOf, maxHashKey } from '../shard/hash-key.js';
import { recordBytes, type NewRecord } from '../shard/record-frame.js';
import { readSequenceNumber } from '../shard/sequence-number.js';
import type { Shard } from '../shard/shard.js';
import type { StreamCatalogue } from '../stream/stream-catalogue.js';
import type { Stream } from '../stream/stream.js';
import { defineOperation, hashKey, requestedStream, sequenceNumber, streamParameters } from './operation.js';

/**
 * Data and partition keys of one PutRecords request. The pipeline itself stays within the 5 MiB of older endpoints.
 * Source, read 2026-11-23: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
const maxRequestBytes = 10 * 1024 * 1024;

const entryParameters = {
  PartitionKey: required(string({ min: 1, max: kinesisLimits.maxPartitionKeyCharacters })),
  ExplicitHashKey: hashKey,
  Data: required(blob({ max: kinesisLimits.maxRecordBytes })),
};

/**
 * PutRecord. `SequenceNumberForOrdering` is checked and has no effect, because sequence numbers of a shard always
 * increase.
 */
export const putRecord = defineOperation(
  {
    ...streamParameters,
    ...entryParameters,
    SequenceNumberForOrdering: sequenceNumber,
    DryRun: unsupported('DryRun'),
  },
  (request, catalogue) => {
    const stream = requestedStream(request, catalogue);
    const { record, bytes, position } = readPutEntry(request, stream);
    const nowMillis = catalogue.now();
    checkOrdering(request.SequenceNumberForOrdering, stream, nowMillis);
    const shard = stream.route(position);
    if (catalogue.options.enforceLimits && !shard.limits.admitWrite(bytes, nowMillis)) {
      stream.statistics.countThrottled();
      throw catalogue.rateExceeded(stream, shard);
    }
    const [number] = stream.append(shard, [record], nowMillis);
    return { ShardId: shard.id, SequenceNumber: number, EncryptionType: stream.encryptionType };
  },
);

/** Source: tests "SequenceNumberForOrdering" of putRecord recorded on AWS, in kinesalite 3.3.3. */
function checkOrdering(after: string | undefined, stream: Stream, nowMillis: number): void {
  if (after === undefined) return;
  const parts = readSequenceNumber(after);
  if (parts !== undefined && parts.version > 0 && parts.arrivalSeconds * 1000 <= nowMillis) return;
  throw new KinesisError(
    'InvalidArgumentException',
    `ExclusiveMinimumSequenceNumber ${after} used in PutRecord on stream ${stream.name} ` +
      `under account ${stream.accountId} is invalid.`,
  );
}

/** How AWS shows an entry in messages. */
const shownEntry = 'com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310';

const entries = list(structure(entryParameters), {
  min: 1,
  max: kinesisLimits.maxPutRecordsEntries,
  show: () => shownEntry,
});

/** PutRecords, up to 500. Each record succeeds or fails by itself; the response is 200 even if all of them fail. */
export const putRecords = defineOperation(
  { Records: required(entries), ...streamParameters, DryRun: unsupported('DryRun') },
  (request, catalogue) => {
    const stream = requestedStream(request, catalogue);
    const puts = request.Records.map((entry) => readPutEntry(entry, stream));
    if (puts.reduce((sum, { bytes }) => sum + bytes, 0) > maxRequestBytes) {
      throw new KinesisError('InvalidArgumentException', 'Records size exceeds 10 MB limit');
    }
    const results = storeEntries(puts, stream, catalogue);
    return {
      FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length,
      EncryptionType: stream.encryptionType,
      Records: results,
    };
  },
);

type EntryResult = { ShardId: string; SequenceNumber: string } | { ErrorCode: string; ErrorMessage: string };

/** Stores the entries that the rate limits admit. Results are in the order of `puts`. */
function storeEntries(puts: readonly PutEntry[], stream: Stream, catalogue: StreamCatalogue): EntryResult[] {
  const nowMillis = catalogue.now();
  const results: EntryResult[] = [];
  const admitted = new Map<Shard, { record: NewRecord; entryIndex: number }[]>();
  for (const [entryIndex, { record, bytes, position }] of puts.entries()) {
    const shard = stream.route(position);
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
  readonly position: bigint;
}

/** Reads an entry of PutRecords, or the request of PutRecord. */
function readPutEntry(entry: Values<typeof entryParameters>, stream: Stream): PutEntry {
  const { PartitionKey: partitionKey, Data: data, ExplicitHashKey } = entry;
  const record = { partitionKey, data, encrypted: stream.encryptionKeyId !== undefined };
  const bytes = recordBytes(record);
  if (bytes > kinesisLimits.maxRecordBytes) {
    throw new KinesisError(
      'ValidationException',
      `Data and partition key have ${bytes} bytes; the limit for a record is ${kinesisLimits.maxRecordBytes} bytes.`,
    );
  }
  return { record, bytes, position: explicitPosition(ExplicitHashKey) ?? hashKeyOf(partitionKey) };
}

function explicitPosition(decimal: string | undefined): bigint | undefined {
  if (decimal === undefined) return undefined;
  const position = BigInt(decimal);
  if (position <= maxHashKey) return position;
  throw new KinesisError(
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${decimal}`,
  );
}
