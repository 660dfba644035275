import type { Clock } from '@headwaters/local-services';

interface Timer {
  readonly dueMillis: number;
  readonly callback: () => void;
}

/** 2026-01-01 UTC: any fixed time does. */
const standardStartMillis = Date.UTC(2026, 0, 1);

/** A clock that stands still until it is moved, so that hours pass in milliseconds and every run is the same. */
export class VirtualClock implements Clock {
  #nowMillis: number;
  readonly #timers = new Set<Timer>();

  /** @param startMillis - The time it shows at first, in milliseconds since 1970. */
  constructor(startMillis = standardStartMillis) {
    this.#nowMillis = startMillis;
  }

  now(): number {
    return this.#nowMillis;
  }

  setTimeout(callback: () => void, delayMillis: number): () => void {
    const timer = { dueMillis: this.#nowMillis + Math.max(0, delayMillis), callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /**
   * Moves the clock on by `millis` and runs what becomes due, in order, each at its own time.
   *
   * @param whenSettled - Awaited at the start and after each timer, so that what a timer sets off is over, or waits for a
   *   timer itself, before time goes on.
   */
  async advance(millis: number, whenSettled: () => Promise<void>): Promise<void> {
    const targetMillis = this.#nowMillis + millis;
    await whenSettled();
    for (let timer = this.#next(targetMillis); timer !== undefined; timer = this.#next(targetMillis)) {
      this.#timers.delete(timer);
      this.#nowMillis = timer.dueMillis;
      timer.callback();
      await whenSettled();
    }
    this.#nowMillis = targetMillis;
  }

  /** The earliest timer that is due by then; of several the one that was set first. */
  #next(byMillis: number): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMillis <= byMillis && timer.dueMillis < (earliest?.dueMillis ?? Infinity))
        earliest = timer;
    }
    return earliest;
  }
}
