import { setTimeout as sleep } from 'node:timers/promises';

/** A source of time that tests can replace. */
export interface Clock {
  /** Milliseconds since an arbitrary fixed point. */
  nowMillis(): number;
  /** Resolves after `millis`, or as soon as `signal` is aborted. Never rejects on abort. */
  sleep(millis: number, signal?: AbortSignal): Promise<void>;
}

/** The monotonic clock of this process: a change of the wall clock does not move a deadline. */
export const systemClock: Clock = {
  nowMillis: () => performance.now(),
  sleep: (millis, signal) =>
    sleep(millis, undefined, signal && { signal }).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error;
    }),
};

/** Time reserved at the end of an invocation to invoke the continuation and to report, in milliseconds. */
const marginMillis = 5_000;

/** When an invocation must stop working: 5 seconds before its timeout. */
export class Deadline {
  readonly #clock: Clock;
  readonly #atMillis: number;

  /** @param invocationMillis - `context.getRemainingTimeInMillis()` at the start of the invocation. */
  constructor(clock: Clock, invocationMillis: number) {
    this.#clock = clock;
    this.#atMillis = clock.nowMillis() + invocationMillis - marginMillis;
  }

  /** Milliseconds left, an integer of at least 0. */
  remainingMillis(): number {
    return Math.max(0, Math.ceil(this.#atMillis - this.#clock.nowMillis()));
  }

  hasPassed(): boolean {
    return this.remainingMillis() === 0;
  }
}

/** Upper bound of the first delay, and of any delay, in milliseconds. A shard refills within a second. */
const baseDelayMillis = 50;
const maxDelayMillis = 1_000;

/**
 * Delay before the next attempt: random, up to a bound that doubles from 50 ms to 1 s.
 *
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter ("full jitter").
 *
 * @param failureCount - Consecutive failures so far, at least 1.
 * @param random - Returns numbers in [0, 1), like `Math.random`.
 */
export function fullJitterMillis(failureCount: number, random: () => number): number {
  return random() * Math.min(maxDelayMillis, baseDelayMillis * 2 ** (failureCount - 1));
}
