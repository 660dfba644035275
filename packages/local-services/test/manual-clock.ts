import type { Clock } from '@headwaters/local-services';

interface Timer {
  readonly dueMillis: number;
  readonly callback: () => void;
}

/** A clock that moves only by {@link advance}. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMillis = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#nowMillis;
  }

  /** Number of timers that are set. The services set timers for subscriptions to shards only. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Moves the clock, and runs the timers that are due on the way in order. */
  advance(millis: number): void {
    const endMillis = this.#nowMillis + millis;
    for (let timer = this.#next(endMillis); timer !== undefined; timer = this.#next(endMillis)) {
      this.#timers.delete(timer);
      this.#nowMillis = Math.max(this.#nowMillis, timer.dueMillis);
      timer.callback();
    }
    this.#nowMillis = endMillis;
  }

  setTimeout(callback: () => void, delayMillis: number): () => void {
    const timer = { dueMillis: this.#nowMillis + delayMillis, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #next(endMillis: number): Timer | undefined {
    const due = [...this.#timers].filter(({ dueMillis }) => dueMillis <= endMillis);
    return due.sort((a, b) => a.dueMillis - b.dueMillis)[0];
  }
}
