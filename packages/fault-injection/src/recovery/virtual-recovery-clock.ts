import type { Clock } from '@headwaters/local-services';
import type { RecoveryClock } from '@headwaters/recovery';

/** A clock of recovery commands on the clock of a seed: a sleep is one of its timers. */
export class VirtualRecoveryClock implements RecoveryClock {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  sleep(millis: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(signal?.reason as Error);
      };
      const cancel = this.#clock.setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, millis);
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
