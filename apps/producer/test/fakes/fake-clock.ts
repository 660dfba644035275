import type { Clock } from '../../src/time.js';

/** A clock that only moves when something sleeps, at once. `sleepsMillis` holds every sleep. */
export class FakeClock implements Clock {
  #nowMillis = 0;
  readonly sleepsMillis: number[] = [];

  nowMillis(): number {
    return this.#nowMillis;
  }

  sleep(millis: number): Promise<void> {
    this.sleepsMillis.push(millis);
    this.pass(millis);
    return Promise.resolve();
  }

  pass(millis: number): void {
    this.#nowMillis += millis;
  }
}
