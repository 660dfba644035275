import type { Clock } from '@headwaters/local-services';

/** A unit of work in progress. Call `end` exactly once. */
export interface Work {
  /**
   * Waits on the clock. Meanwhile the work is pending, but not running.
   *
   * @param onWait - Receives a function that ends the wait early. Not called if there is nothing to wait for.
   */
  wait(millis: number, onWait?: (wake: () => void) => void): Promise<void>;
  end(): void;
}

/** A wait of a unit of work on the clock. */
export interface Wait {
  /** The owner of the work, as given to {@link Activity.begin}. */
  readonly owner: string;
  readonly dueMillis: number;
}

/**
 * Tracks the work in progress. Work is *pending* until it ends. It is *running* while it is pending and does not wait on the
 * clock.
 */
export class Activity {
  readonly #clock: Clock;
  readonly #waits = new Map<() => void, Wait>();
  #pending = 0;
  #running = 0;
  #stopped = false;
  readonly #onIdle: (() => void)[] = [];
  readonly #onSettled: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether {@link stop} was called. If so, work must not continue. */
  isStopped(): boolean {
    return this.#stopped;
  }

  /** Whether no work is pending. */
  get idle(): boolean {
    return this.#pending === 0;
  }

  /** The waits on the clock, in the order in which they began. */
  get waits(): readonly Wait[] {
    return [...this.#waits.values()];
  }

  /**
   * Starts a unit of work.
   *
   * @param owner - Whose work it is, for {@link waits}: a lane of a shard, or the request id of an invocation.
   */
  begin(owner = ''): Work {
    this.#pending += 1;
    this.#running += 1;
    return {
      wait: (millis, onWait) => this.#wait(owner, millis, onWait),
      end: () => {
        this.#pending -= 1;
        this.#running -= 1;
        this.#notify();
      },
    };
  }

  /**
   * Marks running work as held: it waits for the caller, not for the clock. The returned function resumes it; call it once,
   * before the work continues.
   */
  hold(): () => void {
    this.#running -= 1;
    this.#notify();
    return () => {
      this.#running += 1;
    };
  }

  /** Resolves when no work is pending. */
  whenIdle(): Promise<void> {
    return this.#when(this.#onIdle);
  }

  /** Resolves when no work is running: all pending work waits on the clock, or is held. */
  whenSettled(): Promise<void> {
    return this.#when(this.#onSettled);
  }

  /** Ends all waits, now and in the future. */
  stop(): void {
    this.#stopped = true;
    for (const wake of [...this.#waits.keys()]) wake();
  }

  #wait(owner: string, millis: number, onWait?: (wake: () => void) => void): Promise<void> {
    if (this.#stopped || millis <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        if (!this.#waits.delete(wake)) return;
        cancel();
        this.#running += 1;
        resolve();
      };
      const cancel = this.#clock.setTimeout(wake, millis);
      this.#waits.set(wake, { owner, dueMillis: this.#clock.now() + millis });
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
    if (this.#running === 0) callOnce(this.#onSettled);
    if (this.#pending === 0) callOnce(this.#onIdle);
  }
}

function callOnce(listeners: (() => void)[]): void {
  for (const listener of listeners.splice(0)) listener();
}
