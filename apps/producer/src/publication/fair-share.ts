import type { Clock } from '../time.js';

/**
 * How long an invocation may publish before it leaves the rest to a continuation. A file of hours would otherwise hold a
 * slot of the function's concurrency while small files wait for it.
 *
 * The share starts with the first new content. gzip has no random access, so a continuation gunzips what is published
 * already first; the share then lasts at least as long as that took. Thus at most half of the time is spent on reading again.
 */
export class FairShare {
  readonly #clock: Clock;
  readonly #shareMillis: number;
  readonly #createdMillis: number;
  #startMillis: number | undefined;

  /** Create it at the start of the invocation. */
  constructor(clock: Clock, shareSeconds: number) {
    this.#clock = clock;
    this.#shareMillis = shareSeconds * 1_000;
    this.#createdMillis = clock.nowMillis();
  }

  /** Reports that content was read that is not published yet. Only the first call has an effect. */
  start(): void {
    this.#startMillis ??= this.#clock.nowMillis();
  }

  isUsedUp(): boolean {
    if (this.#startMillis === undefined) return false;
    const preparationMillis = this.#startMillis - this.#createdMillis;
    const usedMillis = this.#clock.nowMillis() - this.#startMillis;
    return usedMillis >= Math.max(this.#shareMillis, preparationMillis);
  }
}
