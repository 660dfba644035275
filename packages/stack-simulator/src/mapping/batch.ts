import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { TumblingWindow } from './tumbling-window.js';

/** Kinesis records that are delivered in one invocation, with their attempts so far. */
export interface Batch {
  /** In stream order. Empty only for the final invocation of a tumbling window. */
  readonly records: readonly KinesisEventRecord[];
  /** Failed attempts that count as retries. */
  readonly failures: number;
  /** Invocations so far, bisected batches included. */
  readonly invocations: number;
  /** Consecutive throttled attempts. They do not count as retries. */
  readonly throttles: number;
  /** Position in a tumbling window, if the mapping has one. */
  readonly tumbling?: WindowPosition;
}

/** Position of a batch in its tumbling window. The final batch has no records. */
export interface WindowPosition {
  readonly window: TumblingWindow;
  readonly isFinal: boolean;
  readonly isTerminatedEarly: boolean;
}

/** Creates a batch without attempts. */
export function newBatch(records: readonly KinesisEventRecord[], tumbling?: WindowPosition): Batch {
  return { records, failures: 0, invocations: 0, throttles: 0, ...(tumbling && { tumbling }) };
}

/** How many of the waiting Kinesis records go into the next batch. */
export interface BatchCut {
  readonly count: number;
  /** Whether the batch can't grow: waiting longer is pointless. */
  readonly full: boolean;
}

/**
 * Cuts the next batch: at most `batchSize` Kinesis records and 6 MB of event. The first record is always included, whatever
 * its size.
 */
export function cutBatch(waiting: readonly KinesisEventRecord[], batchSize: number): BatchCut {
  let bytes = 0;
  for (const [index, record] of waiting.slice(0, batchSize).entries()) {
    bytes += countEventBytes(record);
    if (bytes > eventSourceMappingLimits.maxBatchBytes && index > 0) return { count: index, full: true };
  }
  const count = Math.min(waiting.length, batchSize);
  return { count, full: count === batchSize || bytes >= eventSourceMappingLimits.maxBatchBytes };
}

/** Sizes that {@link countEventBytes} counted: up to 10,000 Kinesis records wait for a batch, and each read looks at all of them. */
const eventBytes = new WeakMap<KinesisEventRecord, number>();

/** Size of a Kinesis record in the event. Base64 needs no JSON escapes, so its length is added without encoding it. */
function countEventBytes(record: KinesisEventRecord): number {
  const known = eventBytes.get(record);
  if (known !== undefined) return known;
  const withoutData = { ...record, kinesis: { ...record.kinesis, data: '' } };
  const bytes = Buffer.byteLength(JSON.stringify(withoutData)) + record.kinesis.data.length + 1;
  eventBytes.set(record, bytes);
  return bytes;
}

/** A batch split by age. */
export interface ExpirySplit {
  readonly expired: readonly KinesisEventRecord[];
  /** `undefined` if every Kinesis record is expired. */
  readonly remaining: Batch | undefined;
}

/**
 * Splits a batch into the Kinesis records older than `maximumAgeMillis` and the others.
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
 * Creates the event of a batch. In a tumbling window it contains the window and the state that the function returned last.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html (read 2026-11-23).
 */
export function batchEvent(batch: Batch, shardId: string, streamArn: string): object {
  const { records, tumbling } = batch;
  if (tumbling === undefined) return { Records: records };
  const { window, isFinal, isTerminatedEarly } = tumbling;
  return {
    Records: records,
    window: { start: formatSecond(window.startMillis), end: formatSecond(window.endMillis) },
    state: window.state,
    shardId,
    eventSourceARN: streamArn,
    isFinalInvokeForWindow: isFinal,
    isWindowTerminatedEarly: isTerminatedEarly,
  };
}

function formatSecond(millis: number): string {
  return new Date(millis).toISOString().replace('.000Z', 'Z');
}
