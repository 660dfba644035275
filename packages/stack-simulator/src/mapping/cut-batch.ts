import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import type { KinesisEventRecord } from './kinesis-event-record.js';

/** How much of what is waiting goes into the next batch. */
export interface BatchCut {
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
