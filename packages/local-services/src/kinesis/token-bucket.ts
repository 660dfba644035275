/**
 * A rate limit: `perSecond` tokens flow in, up to one second's worth; what is used flows out.
 * Times are in milliseconds since 1970; one that goes backwards counts as no time.
 */
export class TokenBucket {
  #tokens: number;
  #refilledMillis: number;

  constructor(
    private readonly perSecond: number,
    nowMillis: number,
  ) {
    this.#tokens = perSecond;
    this.#refilledMillis = nowMillis;
  }

  /** Tokens there are now. Below zero while a debt is being paid off. */
  available(nowMillis: number): number {
    const elapsedMillis = Math.max(0, nowMillis - this.#refilledMillis);
    this.#tokens = Math.min(this.perSecond, this.#tokens + (elapsedMillis * this.perSecond) / 1000);
    this.#refilledMillis = nowMillis;
    return this.#tokens;
  }

  /** Takes tokens, into debt if there are too few. Ask {@link available} first. */
  spend(tokens: number): void {
    this.#tokens -= tokens;
  }
}
