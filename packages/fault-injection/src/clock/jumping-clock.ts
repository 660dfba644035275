import type { Clock } from '@headwaters/local-services';

/** A wall clock that is set forward at once, as when a machine's clock is corrected. What waits, waits no shorter. */
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

  /** Sets the clock forward, once. */
  jump(millis: number): void {
    this.#jumpedAtMillis = this.#steady.now();
    this.#aheadMillis = millis;
  }

  /**
   * When it was this time, by the clock that does not jump. It was never a time that the jump passed over: what bears one
   * was dated ahead before the jump, as the first records of a shard are that came of a change.
   */
  steadyMillis(wallMillis: number): number {
    const isBeforeJump = wallMillis < this.#jumpedAtMillis + this.#aheadMillis;
    return isBeforeJump ? wallMillis : wallMillis - this.#aheadMillis;
  }
}
