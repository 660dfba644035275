/** A task of a lane. It starts when all earlier tasks of its lane have ended. */
export interface LaneTask {
  readonly lane: string;
  readonly run: () => Promise<void>;
}

/** Runs tasks of different lanes at the same time and those of one lane one after the other, in the order in which they are added. */
export class Lanes {
  readonly #maxInFlight: number;
  /** The latest task of each lane. */
  readonly #tails = new Map<string, Promise<void>>();
  readonly #inFlight = new Set<Promise<void>>();

  /** @param maxInFlight - Largest number of tasks that run or wait for their lane. */
  constructor(maxInFlight: number) {
    this.#maxInFlight = maxInFlight;
  }

  /** Adds a task. Its errors are its own: `run` must not reject. */
  add({ lane, run }: LaneTask): void {
    const previous = this.#tails.get(lane);
    const task = (previous === undefined ? run() : previous.then(run)).finally(() => {
      this.#inFlight.delete(task);
      if (this.#tails.get(lane) === task) this.#tails.delete(lane);
    });
    this.#tails.set(lane, task);
    this.#inFlight.add(task);
  }

  /** Resolves when another task can be added. */
  async untilFree(): Promise<void> {
    while (this.#inFlight.size >= this.#maxInFlight) await Promise.race(this.#inFlight);
  }

  /** Resolves when all tasks have ended. */
  async untilDone(): Promise<void> {
    await Promise.all(this.#inFlight);
  }
}
