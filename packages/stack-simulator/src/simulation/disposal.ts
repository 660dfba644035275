/** What must be undone at the end, the latest first. */
export class Disposal {
  readonly #steps: (() => void | Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  /**
   * Undoes everything, once: later calls wait for the first. A step that fails does not keep the others from being taken.
   *
   * @throws AggregateError of what failed, if anything did.
   */
  run(): Promise<void> {
    this.#running ??= this.#takeSteps();
    return this.#running;
  }

  async #takeSteps(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.reverse()) {
      try {
        await step();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'The simulation did not stop cleanly.');
  }
}
