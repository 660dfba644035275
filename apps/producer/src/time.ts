import { setTimeout as sleep } from 'node:timers/promises';

/** Time, so that tests need not wait for it. All in milliseconds; `nowMillis` counts from any fixed point. */
export interface Clock {
  nowMillis(): number;
  /** Waits, or ends early without an error when `signal` is aborted. */
  sleep(millis: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of this process: monotonic, so a step of the wall clock neither cuts nor stretches a deadline. */
export const systemClock: Clock = {
  nowMillis: () => performance.now(),
  sleep: (millis, signal) =>
    sleep(millis, undefined, signal && { signal }).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error;
    }),
};

/** Time kept back at the end of an invocation, in milliseconds, to hand on the rest and to report. */
const marginMillis = 5_000;

/** When an invocation must have stopped its work: its time limit less a margin of 5 seconds. */
export class Deadline {
  readonly #clock: Clock;
  readonly #atMillis: number;

  /** @param invocationMillis - What `context.getRemainingTimeInMillis()` said at the start. */
  constructor(clock: Clock, invocationMillis: number) {
    this.#clock = clock;
    this.#atMillis = clock.nowMillis() + invocationMillis - marginMillis;
  }

  /** Whole milliseconds left; 0 when there are none. */
  remainingMillis(): number {
    return Math.max(0, Math.ceil(this.#atMillis - this.#clock.nowMillis()));
  }

  hasPassed(): boolean {
    return this.remainingMillis() === 0;
  }
}

/** Longest wait after the first failure, and after any number of them, in milliseconds. A shard refills within a second. */
const baseMillis = 50;
const capMillis = 1_000;

/**
 * How long to wait before the next try: a random time up to a bound that doubles from 50 ms to 1 s.
 *
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter ("full jitter").
 *
 * @param failureCount - Failures so far without a success, at least 1.
 * @param random - Gives numbers in [0, 1), as `Math.random` does.
 */
export function fullJitterMillis(failureCount: number, random: () => number): number {
  return random() * Math.min(capMillis, baseMillis * 2 ** (failureCount - 1));
}
