/** A rate limit of `perSecond` tokens that refills evenly, up to one second's worth. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #refilledMillis: number;

  constructor(perSecond: number, nowMillis: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#refilledMillis = nowMillis;
  }

  /** Tokens available now; negative while in debt. A clock that goes backwards adds none. */
  available(nowMillis: number): number {
    const elapsedMillis = Math.max(0, nowMillis - this.#refilledMillis);
    this.#tokens = Math.min(this.#perSecond, this.#tokens + (elapsedMillis * this.#perSecond) / 1000);
    this.#refilledMillis = nowMillis;
    return this.#tokens;
  }

  /** Takes tokens, into debt if there are too few. Check {@link available} first. */
  spend(tokens: number): void {
    this.#tokens -= tokens;
  }
}
