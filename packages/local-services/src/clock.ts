/** Time as the services see it. Give another one to make hours pass in a test. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Runs `callback` once, after `delayMillis`. The function returned cancels it. */
  setTimeout(callback: () => void, delayMillis: number): () => void;
}

/** The machine's own clock. Its timers keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMillis) => {
    const timer = setTimeout(callback, delayMillis);
    return () => {
      clearTimeout(timer);
    };
  },
};
