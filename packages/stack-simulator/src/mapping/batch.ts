import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { TumblingWindow } from './tumbling-window.js';

/** Records that go to the function together, and what was tried with them so far. */
export interface Batch {
  /** In the order of the stream. At least one, but for the last batch of a tumbling window. */
  readonly records: readonly KinesisEventRecord[];
  /** Failed attempts that count against the mapping's retries. */
  readonly failures: number;
  /** Times that the function ran with these records first in line. */
  readonly invocations: number;
  /** Throttled attempts in a row. They never count against the retries. */
  readonly throttles: number;
  /** Where the batch stands in a tumbling window, if the mapping has one. */
  readonly tumbling?: WindowTurn;
}

/** The place of a batch in its tumbling window. The last one of a window has no records. */
export interface WindowTurn {
  readonly window: TumblingWindow;
  readonly isFinal: boolean;
  readonly isTerminatedEarly: boolean;
}

/** A batch of which nothing was tried yet. */
export function newBatch(records: readonly KinesisEventRecord[], tumbling?: WindowTurn): Batch {
  return { records, failures: 0, invocations: 0, throttles: 0, ...(tumbling && { tumbling }) };
}

/** How much of what is waiting goes into the next batch. */
interface BatchCut {
  readonly count: number;
  /** Whether more would not fit, so that there is no use in waiting for it. */
  readonly full: boolean;
}

/**
 * Cuts the next batch off the records that wait: at most `batchSize` records and 6 MB as the function receives them. One
 * record always goes, whatever its size.
 */
export function cutBatch(waiting: readonly KinesisEventRecord[], batchSize: number): BatchCut {
  let bytes = 0;
  for (const [index, record] of waiting.slice(0, batchSize).entries()) {
    bytes += eventBytes(record);
    if (bytes > eventSourceMappingLimits.maxBatchBytes && index > 0) return { count: index, full: true };
  }
  const count = Math.min(waiting.length, batchSize);
  return { count, full: count === batchSize || bytes >= eventSourceMappingLimits.maxBatchBytes };
}

/** What a record takes up in the event. Its data needs no escapes in JSON. */
function eventBytes(record: KinesisEventRecord): number {
  const frame = { ...record, kinesis: { ...record.kinesis, data: '' } };
  return Buffer.byteLength(JSON.stringify(frame)) + record.kinesis.data.length + 1;
}

/** A batch parted by age. */
interface ExpirySplit {
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

/**
 * Makes the event that a function is given for a batch. In a tumbling window it says which, and what was made of it so far.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html (read 2026-11-23).
 */
export function batchEvent(batch: Batch, shardId: string, streamArn: string): object {
  const { records, tumbling } = batch;
  if (tumbling === undefined) return { Records: records };
  return {
    Records: records,
    window: { start: wholeSecond(tumbling.window.startMillis), end: wholeSecond(tumbling.window.endMillis) },
    state: tumbling.window.state,
    shardId,
    eventSourceARN: streamArn,
    isFinalInvokeForWindow: tumbling.isFinal,
    isWindowTerminatedEarly: tumbling.isTerminatedEarly,
  };
}

function wholeSecond(millis: number): string {
  return new Date(millis).toISOString().replace('.000Z', 'Z');
}
