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
function windowOf(record: KinesisEventRecord, lengthSeconds: number): TumblingWindow {
  const lengthMillis = lengthSeconds * 1_000;
  const arrivalMillis = Math.round(record.kinesis.approximateArrivalTimestamp * 1_000);
  const startMillis = arrivalMillis - (arrivalMillis % lengthMillis);
  return { startMillis, endMillis: startMillis + lengthMillis, state: {} };
}

/**
 * Largest state of a window, in bytes; above it the window is ended early.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html (read 2026-11-23).
 */
const maxStateBytes = 1_048_576;

/** What a lane does next in its windows. */
type WindowStep =
  /** Give the function the first `count` waiting records, which are all in this window. */
  | { readonly kind: 'records'; readonly count: number; readonly window: TumblingWindow }
  /** Tell the function that the window is over, or that its state has grown too large. */
  | { readonly kind: 'final'; readonly window: TumblingWindow; readonly isTerminatedEarly: boolean }
  /** Nothing until the window is over, unless records come. */
  | { readonly kind: 'wait'; readonly millis: number };

/** Keeps the tumbling window of a lane: one at a time, each ended by a last invocation. */
export class WindowTracker {
  readonly #lengthSeconds: number;
  #current: TumblingWindow | undefined;

  constructor(lengthSeconds: number) {
    this.#lengthSeconds = lengthSeconds;
  }

  /** Whether there is a window that the function has not been told the end of. */
  get open(): boolean {
    return this.#current !== undefined;
  }

  /** Decides what comes next, given the records that wait. Nothing waits only while a window is open. */
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

  /** How many records at the front are in the window. */
  #countIn(window: TumblingWindow, waiting: readonly KinesisEventRecord[]): number {
    const firstBeyond = waiting.findIndex(
      (record) => windowOf(record, this.#lengthSeconds).startMillis !== window.startMillis,
    );
    return firstBeyond < 0 ? waiting.length : firstBeyond;
  }
}
