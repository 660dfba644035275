import { checkBytes, checkInteger } from './checks.js';
import { maxKinesisRecordBytes, maxPutRecordsBytes, maxPutRecordsEntries } from './limits.js';

/** One entry of a PutRecords request: a Kinesis record to be written. */
export interface KinesisEntry {
  /** 1 to {@link maxPartitionKeyCharacters} characters. Selects the shard. */
  readonly partitionKey: string;
  /** A 128-bit integer in decimal digits that selects the shard instead of the MD5 of the partition key. */
  readonly explicitHashKey?: string;
  readonly data: Uint8Array;
}

/** Returns the size of an entry as Kinesis counts it, in bytes: data plus partition key in UTF-8. */
export function entryBytes({ partitionKey, data }: KinesisEntry): number {
  return data.length + Buffer.byteLength(partitionKey);
}

/**
 * Groups entries, in order, into batches that one PutRecords request accepts.
 *
 * @param options.maxEntries - Most entries of a batch, 1 to {@link maxPutRecordsEntries} (500). Default: 500.
 * @param options.maxBytes - Most bytes of a batch, data plus partition keys, at least {@link maxKinesisRecordBytes}. Default:
 * {@link maxPutRecordsBytes} (5 MiB).
 * @returns The batches, lazily; none is empty.
 * @throws {@link LimitExceededError} if one entry exceeds {@link maxKinesisRecordBytes}.
 * @throws {@link InvalidOptionError} if an option is out of range.
 */
export function* packPutRecords<Entry extends KinesisEntry>(
  entries: Iterable<Entry>,
  options: { maxEntries?: number; maxBytes?: number } = {},
): Generator<Entry[], void> {
  const { maxEntries = maxPutRecordsEntries, maxBytes = maxPutRecordsBytes } = options;
  checkInteger('maxEntries', maxEntries, 1, maxPutRecordsEntries);
  checkInteger('maxBytes', maxBytes, maxKinesisRecordBytes);
  let batch: Entry[] = [];
  let batchBytes = 0;
  for (const entry of entries) {
    const addedBytes = entryBytes(entry);
    checkBytes('entry of a PutRecords request', addedBytes, maxKinesisRecordBytes, 'Split it first.');
    if (batch.length === maxEntries || batchBytes + addedBytes > maxBytes) {
      yield batch;
      batch = [];
      batchBytes = 0;
    }
    batch.push(entry);
    batchBytes += addedBytes;
  }
  if (batch.length > 0) yield batch;
}
