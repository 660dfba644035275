import type { Clock } from './clock.js';

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
