import type { KinesisEventRecord } from './kinesis-event-record.js';

/** One tumbling window with the state of its aggregation. */
export interface TumblingWindow {
  readonly startMillis: number;
  /** Exclusive. */
  readonly endMillis: number;
  /** The `state` that the function returned last. Its next invocation in this window receives it. */
  state: unknown;
}

/** Returns the window of a Kinesis record's arrival time. Windows start at multiples of their length. */
export function windowOf(record: KinesisEventRecord, lengthSeconds: number): TumblingWindow {
  const lengthMillis = lengthSeconds * 1_000;
  const arrivalMillis = Math.round(record.kinesis.approximateArrivalTimestamp * 1_000);
  const startMillis = arrivalMillis - (arrivalMillis % lengthMillis);
  return { startMillis, endMillis: startMillis + lengthMillis, state: {} };
}

/**
 * Largest state of a window, in bytes. A larger state terminates the window early.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html (read 2026-11-23).
 */
const maxStateBytes = 1_048_576;

/** The next step of a lane in its windows. */
export type WindowStep =
  /** Invoke the function with the first `count` waiting Kinesis records, which are in this window. */
  | { readonly kind: 'records'; readonly count: number; readonly window: TumblingWindow }
  /** Invoke the function for the end of the window, or because its state is too large. */
  | { readonly kind: 'final'; readonly window: TumblingWindow; readonly isTerminatedEarly: boolean }
  /** Wait for the end of the window, or for Kinesis records. */
  | { readonly kind: 'wait'; readonly millis: number };

/** Tracks the tumbling windows of a lane. One window is open at a time, and ends with a final invocation. */
export class WindowTracker {
  readonly #lengthSeconds: number;
  #current: TumblingWindow | undefined;

  constructor(lengthSeconds: number) {
    this.#lengthSeconds = lengthSeconds;
  }

  /** Whether a window still needs its final invocation. */
  get open(): boolean {
    return this.#current !== undefined;
  }

  /** Decides the next step. `waiting` may be empty only while a window is open. */
  next(waiting: readonly KinesisEventRecord[], nowMillis: number): WindowStep {
    const window = this.#current;
    if (window !== undefined && Buffer.byteLength(JSON.stringify(window.state)) > maxStateBytes) {
      return this.#end(window, true);
    }
    const count = window === undefined ? 0 : this.#countIn(window, waiting);
    if (window !== undefined && count === 0) {
      if (waiting.length > 0 || nowMillis >= window.endMillis) return this.#end(window, false);
      return { kind: 'wait', millis: window.endMillis - nowMillis };
    }
    return this.#records(window, waiting);
  }

  #records(current: TumblingWindow | undefined, waiting: readonly KinesisEventRecord[]): WindowStep {
    const [first] = waiting;
    const window = current ?? (first && windowOf(first, this.#lengthSeconds));
    if (window === undefined) return { kind: 'wait', millis: 0 };
    this.#current = window;
    return { kind: 'records', count: this.#countIn(window, waiting), window };
  }

  #end(window: TumblingWindow, isTerminatedEarly: boolean): WindowStep {
    this.#current = undefined;
    return { kind: 'final', window, isTerminatedEarly };
  }

  /** Number of Kinesis records at the front that are in the window. */
  #countIn(window: TumblingWindow, waiting: readonly KinesisEventRecord[]): number {
    const firstBeyond = waiting.findIndex(
      (record) => windowOf(record, this.#lengthSeconds).startMillis !== window.startMillis,
    );
    return firstBeyond < 0 ? waiting.length : firstBeyond;
  }
}
