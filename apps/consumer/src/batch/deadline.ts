import { setMaxListeners } from 'node:events';
import { OutOfTimeError } from '../errors.js';

/** A source of time that tests can replace. */
export interface Clock {
  /** Milliseconds since the epoch: the time base of arrival timestamps. */
  now(): number;
  /** Milliseconds since an arbitrary fixed point. A change of the wall clock does not move it. */
  steadyMillis(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  steadyMillis: () => performance.now(),
};

/** Longest time reserved at the end of an invocation to write receipts, to quarantine and to report, in milliseconds. */
const maxReserveMillis = 10_000;

/** Share of a short invocation that is reserved instead. */
const maxReserveShare = 0.25;

/**
 * The time until which an invocation may work: a reserve before Lambda ends it. So only a process that can't run timers any
 * more, because it is killed or loops, reaches the function's timeout.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #atMillis: number;

  /** @param invocationMillis - `context.getRemainingTimeInMillis()` at the start of the invocation. */
  constructor(clock: Clock, invocationMillis: number) {
    this.#clock = clock;
    const reserveMillis = Math.min(maxReserveMillis, invocationMillis * maxReserveShare);
    this.#atMillis = clock.steadyMillis() + invocationMillis - reserveMillis;
  }

  hasPassed(): boolean {
    return this.#remainingMillis() === 0;
  }

  /**
   * Runs work that may use the time until the deadline. `signal` is aborted with {@link OutOfTimeError} when it has passed.
   *
   * @param share - Share of that time, 0 to 1.
   */
  async limit<Result>(work: (signal: AbortSignal) => Promise<Result>, share = 1): Promise<Result> {
    const controller = new AbortController();
    // Every call of the sink listens to this signal.
    setMaxListeners(0, controller.signal);
    const timer = setTimeout(() => {
      controller.abort(new OutOfTimeError());
    }, this.#remainingMillis() * share);
    try {
      return await work(controller.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  #remainingMillis(): number {
    return Math.max(0, Math.ceil(this.#atMillis - this.#clock.steadyMillis()));
  }
}

/** Resolves or rejects with `work`, or rejects with the reason of `signal` if that is aborted first. */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    // Work that listens to the signal may fail first, with an error of its own.
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
