/** Lets callers wait until something has happened, without polling. */
export class Progress {
  #waiters: (() => void)[] = [];

  /** Resolves at the next {@link happened}. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  happened(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
