const millisPerSecond = 1_000;

/** Mean rate over the last few seconds. */
export class RateWindow {
  readonly #seconds: number;
  readonly #now: () => number;
  readonly #counts = new Map<number, number>();

  /**
   * @param options.seconds - Length of the window, in seconds. Default: 5.
   * @param options.now - Returns the time, in milliseconds.
   */
  constructor({ seconds = 5, now }: { readonly seconds?: number; readonly now: () => number }) {
    this.#seconds = seconds;
    this.#now = now;
  }

  add(amount: number): void {
    const second = this.#second();
    this.#counts.set(second, (this.#counts.get(second) ?? 0) + amount);
    this.#forget(second);
  }

  /** Mean per second, including the current second. */
  get perSecond(): number {
    this.#forget(this.#second());
    let sum = 0;
    for (const count of this.#counts.values()) sum += count;
    return sum / this.#seconds;
  }

  #second(): number {
    return Math.floor(this.#now() / millisPerSecond);
  }

  #forget(second: number): void {
    for (const old of this.#counts.keys()) if (old <= second - this.#seconds) this.#counts.delete(old);
  }
}
