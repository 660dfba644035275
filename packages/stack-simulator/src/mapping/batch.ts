import type { KinesisEventRecord } from './kinesis-event-record.js';

/** Records that go to the function together, and what was tried with them so far. */
export interface Batch {
  /** At least one, in the order of the stream. */
  readonly records: readonly KinesisEventRecord[];
  /** Failed attempts that count against the mapping's retries. */
  readonly failures: number;
  /** Times that the function ran with these records first in line. */
  readonly invocations: number;
  /** Throttled attempts in a row. They never count against the retries. */
  readonly throttles: number;
}

/** A batch of which nothing was tried yet. */
export function newBatch(records: readonly KinesisEventRecord[]): Batch {
  return { records, failures: 0, invocations: 0, throttles: 0 };
}
