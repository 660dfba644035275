import type { Batch } from './batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';

/** A batch parted by age. */
export interface ExpirySplit {
  readonly expired: readonly KinesisEventRecord[];
  /** `undefined` where nothing is left. */
  readonly remaining: Batch | undefined;
}

/**
 * Parts a batch into records above `maximumAgeMillis` and the others. Only those above it are given up.
 * Source: LocalStack's snapshot of real AWS, test_kinesis_maximum_record_age_exceeded_discard_records (read 2026-11-23).
 */
export function splitExpired(batch: Batch, nowMillis: number, maximumAgeMillis: number): ExpirySplit {
  const isExpired = ({ kinesis }: KinesisEventRecord): boolean =>
    nowMillis - Math.round(kinesis.approximateArrivalTimestamp * 1_000) > maximumAgeMillis;
  const expired = batch.records.filter(isExpired);
  if (expired.length === 0) return { expired, remaining: batch };
  const records = batch.records.filter((record) => !isExpired(record));
  return { expired, remaining: records.length === 0 ? undefined : { ...batch, records } };
}
