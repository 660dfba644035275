import type { Clock } from '@headwaters/local-services';

interface Timer {
  readonly dueMillis: number;
  readonly callback: () => void;
}

/** Any fixed time works. */
const defaultStartMillis = Date.UTC(2026, 0, 1);

/** A clock that moves only when {@link advance} is called. Hours take milliseconds, and runs are repeatable. */
export class VirtualClock implements Clock {
  #nowMillis: number;
  readonly #timers = new Set<Timer>();

  /** @param startMillis - Initial time in milliseconds since 1970. Default: 2026-01-01 UTC. */
  constructor(startMillis = defaultStartMillis) {
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
   * Advances the clock by `millis` and runs the timers that become due, in order, each at its own time.
   *
   * @param whenSettled - Awaited at the start and after each timer, so that the work a timer starts is done, or waits for
   *   another timer, before the clock moves on.
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

  /** Returns the earliest timer due by then; of several, the one that was set first. */
  #next(byMillis: number): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMillis <= byMillis && timer.dueMillis < (earliest?.dueMillis ?? Infinity))
        earliest = timer;
    }
    return earliest;
  }
}
