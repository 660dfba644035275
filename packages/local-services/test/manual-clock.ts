import type { Clock } from '@headwaters/local-services';

/** A clock that moves only by {@link advance}. */
export class ManualClock implements Clock {
  #nowMillis = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#nowMillis;
  }

  advance(millis: number): void {
    this.#nowMillis += millis;
  }

  setTimeout(): () => void {
    throw new Error('The services must not set timers.');
  }
}
