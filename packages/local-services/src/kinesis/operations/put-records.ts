import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../kinesis-error.js';
import type { NewRecord, Shard } from '../shard.js';
import type { StreamCatalogue } from '../stream-catalogue.js';
import type { Stream } from '../stream.js';
import { encryptionTypeOf } from './encryption.js';
import { readPutEntry, type PutEntry } from './new-record.js';
import type { Operation } from './operation.js';
import { rateExceeded } from './rate-exceeded.js';
import { requestedStream } from './requested-stream.js';

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
