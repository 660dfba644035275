/** Source of time and timers. Pass your own to advance time in a test. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Runs `callback` once after `delayMillis`. Call the returned function to cancel it. */
  setTimeout(callback: () => void, delayMillis: number): () => void;
}

/** The system clock. Its timers keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMillis) => {
    const timer = setTimeout(callback, delayMillis);
    return () => {
      clearTimeout(timer);
    };
  },
};
