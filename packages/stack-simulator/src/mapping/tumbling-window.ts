import type { KinesisEventRecord } from './kinesis-event-record.js';

/** One window of time, and what the function has made of it so far. */
export interface TumblingWindow {
  readonly startMillis: number;
  /** The first instant that is no longer in it. */
  readonly endMillis: number;
  /** What the function answered last as `state`: its next invocation in this window is given it. */
  state: unknown;
}

/** The window in which a record arrived. Windows begin at multiples of their length. */
export function windowOf(record: KinesisEventRecord, lengthSeconds: number): TumblingWindow {
  const lengthMillis = lengthSeconds * 1_000;
  const arrivalMillis = Math.round(record.kinesis.approximateArrivalTimestamp * 1_000);
  const startMillis = arrivalMillis - (arrivalMillis % lengthMillis);
  return { startMillis, endMillis: startMillis + lengthMillis, state: {} };
}
