import type { TargetClock } from '../../src/acceptance/wait/wait-for.js';

/** A clock whose pauses take no time. It records them. */
export interface FakeClock extends TargetClock {
  readonly pauses: readonly number[];
}

/** @param onPause - Called after each pause. */
export function fakeClock(onPause: () => void = () => undefined): FakeClock {
  let nowMillis = Date.UTC(2026, 10, 24);
  const pauses: number[] = [];
  return {
    pauses,
    now: () => nowMillis,
    pause: (millis) => {
      pauses.push(millis);
      nowMillis += millis;
      onPause();
      return Promise.resolve();
    },
  };
}
