import { setTimeout as sleep } from 'node:timers/promises';

/** Turns of the event loop without a call after which all commands are taken to wait for the clock. */
const quietTurns = 3;

/**
 * Counts the calls of recovery commands, so that the virtual clock moves only while none of them works: all then wait for the clock, or
 * for nothing.
 */
export class CallCounter {
  #inFlight = 0;
  /** Calls that began or ended so far. */
  #changes = 0;
  #onQuiet: (() => void)[] = [];

  begin(): void {
    this.#inFlight += 1;
    this.#changes += 1;
  }

  end(): void {
    this.#inFlight -= 1;
    this.#changes += 1;
    if (this.#inFlight === 0) for (const listener of this.#onQuiet.splice(0)) listener();
  }

  /**
   * Waits until no call is in flight and none begins for some turns of the event loop.
   *
   * @returns Whether there was no call meanwhile.
   */
  async whenQuiet(): Promise<boolean> {
    const changes = this.#changes;
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#onQuiet.push(resolve));
    for (let turn = 0; turn < quietTurns; turn++) await sleep(1);
    return changes === this.#changes && this.#inFlight === 0;
  }
}
