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
