const millisPerSecond = 1_000;

/** Counts by the second and gives the mean of the last few. */
export class RateWindow {
  readonly #seconds: number;
  readonly #now: () => number;
  readonly #counts = new Map<number, number>();

  /**
   * @param options.seconds - How many whole seconds the mean is of. Default: 5.
   * @param options.now - The time, in milliseconds.
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

  /** Mean a second, the one that runs included. */
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
