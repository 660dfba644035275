import type { Clock } from '@headwaters/local-services';

/** A piece of work that was begun. End it exactly once. */
export interface Work {
  /**
   * Waits on the clock. While it does, the work counts as pending and not as running.
   *
   * @param onWait - Receives a function that ends the wait early.
   */
  wait(millis: number, onWait?: (wake: () => void) => void): Promise<void>;
  end(): void;
}

/**
 * Knows whether anything is left to do. Work is *pending* from its beginning to its end, and *running* while it is pending
 * and does not wait on the clock.
 */
export class Activity {
  readonly #clock: Clock;
  readonly #waits = new Set<() => void>();
  #pending = 0;
  #running = 0;
  #stopped = false;
  readonly #onIdle: (() => void)[] = [];
  readonly #onSettled: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether {@link stop} was called: no work may go on. */
  isStopped(): boolean {
    return this.#stopped;
  }

  begin(): Work {
    this.#pending += 1;
    this.#running += 1;
    return {
      wait: (millis, onWait) => this.#wait(millis, onWait),
      end: () => {
        this.#pending -= 1;
        this.#running -= 1;
        this.#notify();
      },
    };
  }

  /** Resolves when nothing is pending. */
  whenIdle(): Promise<void> {
    return this.#when(this.#onIdle);
  }

  /** Resolves when nothing runs: what is pending, if anything, waits for the clock to move. */
  whenSettled(): Promise<void> {
    return this.#when(this.#onSettled);
  }

  /** Ends all waiting at once and lets nothing more wait. */
  stop(): void {
    this.#stopped = true;
    for (const wake of [...this.#waits]) wake();
  }

  #wait(millis: number, onWait?: (wake: () => void) => void): Promise<void> {
    if (this.#stopped || millis <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        if (!this.#waits.delete(wake)) return;
        cancel();
        this.#running += 1;
        resolve();
      };
      const cancel = this.#clock.setTimeout(wake, millis);
      this.#waits.add(wake);
      this.#running -= 1;
      onWait?.(wake);
      this.#notify();
    });
  }

  #when(listeners: (() => void)[]): Promise<void> {
    return new Promise((resolve) => {
      listeners.push(resolve);
      this.#notify();
    });
  }

  #notify(): void {
    if (this.#running === 0)
      this.#onSettled.splice(0).forEach((listener) => {
        listener();
      });
    if (this.#pending === 0)
      this.#onIdle.splice(0).forEach((listener) => {
        listener();
      });
  }
}
