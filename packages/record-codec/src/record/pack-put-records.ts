import { InvalidOptionError } from '../errors/invalid-option-error.js';
import { LimitExceededError } from '../errors/limit-exceeded-error.js';
import { maxKinesisRecordBytes, maxPutRecordsBytes, maxPutRecordsEntries } from '../limits.js';
import { entryBytes, type KinesisEntry } from './kinesis-entry.js';

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
  checkOptions(maxEntries, maxBytes);
  let request: Entry[] = [];
  let requestBytes = 0;
  for (const entry of entries) {
    const added = checkedEntryBytes(entry);
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

function checkOptions(maxEntries: number, maxBytes: number): void {
  if (maxEntries >= 1 && maxEntries <= maxPutRecordsEntries && maxBytes >= maxKinesisRecordBytes) return;
  throw new InvalidOptionError(
    `maxEntries must be from 1 to ${String(maxPutRecordsEntries)}, maxBytes at least ${String(maxKinesisRecordBytes)}.`,
  );
}

function checkedEntryBytes(entry: KinesisEntry): number {
  const actualBytes = entryBytes(entry);
  if (actualBytes <= maxKinesisRecordBytes) return actualBytes;
  throw new LimitExceededError('entry of a request', {
    actualBytes,
    limitBytes: maxKinesisRecordBytes,
    advice: 'Split it before it is packed.',
  });
}
