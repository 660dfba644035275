import type { Clock, Deadline } from '../time.js';

/** Shortest share, as a multiple of the time that reading again took: at most a fifth of an invocation is spent on that. */
const minSharePerPreparation = 4;

/**
 * How long an invocation keeps its slot after it has invoked a continuation, in milliseconds. If every slot of the function is
 * in use, Lambda throttles the continuation at once and again after its first retry interval, 1 second, and tries a third time
 * 2 seconds later. In between, a slot is free for files that wait. If another slot is free, the continuation starts at once.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html (read 2026-11-24).
 */
const holdMillis = 1_200;

/**
 * How long an invocation may publish before it leaves the rest to a continuation. A file of hours would otherwise hold a
 * slot of the function's concurrency while small files wait for it.
 *
 * The share starts with the first new content. gzip has no random access, so a continuation first gunzips again what is
 * published already. Its share then lasts at least four times as long as that took.
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
    return usedMillis >= Math.max(this.#shareMillis, minSharePerPreparation * preparationMillis);
  }
}

/** Lets files that wait for a slot go first. Call it at the end of an invocation that has invoked a continuation. */
export async function letOthersPass(clock: Clock, deadline: Deadline): Promise<void> {
  if (deadline.remainingMillis() > holdMillis) await clock.sleep(holdMillis);
}
