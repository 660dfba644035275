import type { Clock } from '@headwaters/local-services';

/** A wall clock that jumps ahead once, like a machine's clock when it is corrected. Timers are not affected. */
export class JumpingClock implements Clock {
  readonly #steady: Clock;
  #jumpedAtMillis = Infinity;
  #aheadMillis = 0;

  constructor(steady: Clock) {
    this.#steady = steady;
  }

  now(): number {
    return this.#steady.now() + this.#aheadMillis;
  }

  setTimeout(callback: () => void, delayMillis: number): () => void {
    return this.#steady.setTimeout(callback, delayMillis);
  }

  /** Sets the clock ahead. Call it at most once. */
  jump(millis: number): void {
    this.#jumpedAtMillis = this.#steady.now();
    this.#aheadMillis = millis;
  }

  /**
   * Converts wall time to time of the steady clock, both in milliseconds.
   *
   * The wall clock never showed the times within the jump. A timestamp there was issued before the jump with a date in the
   * future (the first Kinesis records of a child shard have one), so it is returned unchanged.
   */
  toSteadyMillis(wallMillis: number): number {
    const isBeforeJump = wallMillis < this.#jumpedAtMillis + this.#aheadMillis;
    return isBeforeJump ? wallMillis : wallMillis - this.#aheadMillis;
  }
}
