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
