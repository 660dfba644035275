import { kinesisLimits } from '@headwaters/pipeline-contract';
import { hashKeyOf, maxHashKey } from '../hash-key.js';
import { KinesisError } from '../kinesis-error.js';
import type { Members } from '../members.js';
import type { NewRecord } from '../shard.js';
import type { Stream } from '../stream.js';
import { recordBytes } from '../stream-statistics.js';

/** A record as a put request gives it, with the hash key that chooses its shard. */
export interface PutEntry {
  readonly record: NewRecord;
  readonly bytes: number;
  readonly hashKey: bigint;
}

/** Reads an entry of PutRecords, or all of PutRecord. */
export function readPutEntry(members: Members, stream: Stream): PutEntry {
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
