import type { RecoveryClock } from '../pipeline/recovery-context.js';

/** Limits how many blocks are started a second, over all lanes. */
export class BlockPace {
  readonly #clock: RecoveryClock;
  readonly #rate: number | undefined;
  #nextStartMillis: number;

  /** @param rate - Blocks a second. Default: no limit. */
  constructor(clock: RecoveryClock, rate: number | undefined) {
    this.#clock = clock;
    this.#rate = rate;
    this.#nextStartMillis = clock.now();
  }

  /** Waits until blocks may start. @throws the reason of `signal` if it is aborted first. */
  async start(blocks: number, signal?: AbortSignal): Promise<void> {
    if (this.#rate === undefined) return;
    const now = this.#clock.now();
    const startMillis = Math.max(this.#nextStartMillis, now);
    this.#nextStartMillis = startMillis + (blocks * 1_000) / this.#rate;
    if (startMillis > now) await this.#clock.sleep(startMillis - now, signal);
  }
}
