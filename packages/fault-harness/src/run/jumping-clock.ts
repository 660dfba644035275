import type { Clock } from '@headwaters/local-services';

/** A wall clock that can be set forward at once, as when a machine's clock is corrected. What waits, waits no shorter. */
export class JumpingClock implements Clock {
  readonly #clock: Clock;
  #aheadMillis = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.#aheadMillis;
  }

  setTimeout(callback: () => void, delayMillis: number): () => void {
    return this.#clock.setTimeout(callback, delayMillis);
  }

  jump(millis: number): void {
    this.#aheadMillis += millis;
  }
}
