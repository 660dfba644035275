import { checkBytes, checkWholeNumber } from './checks.js';
import { maxKinesisRecordBytes, maxPutRecordsBytes, maxPutRecordsEntries } from './limits.js';

/** What PutRecords takes: one record to be. */
export interface KinesisEntry {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** Bytes of an entry as Kinesis counts them: data plus partition key in UTF-8. */
export function entryBytes({ partitionKey, data }: KinesisEntry): number {
  return data.length + Buffer.byteLength(partitionKey);
}

/**
 * Groups entries, in order, into requests that PutRecords accepts.
 *
 * @param options.maxEntries - 1 to 500, the default.
 * @param options.maxBytes - Data plus partition keys of a request, in bytes: at least maxKinesisRecordBytes. Default: 5 MiB.
 * @throws {@link LimitExceededError} if one entry is above maxKinesisRecordBytes.
 * @throws {@link InvalidOptionError} if an option is out of its range.
 */
export function* packPutRecords<Entry extends KinesisEntry>(
  entries: Iterable<Entry>,
  options: { maxEntries?: number; maxBytes?: number } = {},
): Generator<Entry[], void> {
  const { maxEntries = maxPutRecordsEntries, maxBytes = maxPutRecordsBytes } = options;
  checkWholeNumber('maxEntries', maxEntries, 1, maxPutRecordsEntries);
  checkWholeNumber('maxBytes', maxBytes, maxKinesisRecordBytes);
  let request: Entry[] = [];
  let requestBytes = 0;
  for (const entry of entries) {
    const added = entryBytes(entry);
    checkBytes('entry of a request', added, maxKinesisRecordBytes, 'Split it before it is packed.');
    if (request.length === maxEntries || requestBytes + added > maxBytes) {
      yield request;
      request = [];
      requestBytes = 0;
    }
    request.push(entry);
    requestBytes += added;
  }
  if (request.length > 0) yield request;
}
