import { kinesisLimits } from '@headwaters/pipeline-contract';

/**
 * A rate limit: `perSecond` tokens flow in, up to one second's worth; what is used flows out.
 * Times are in milliseconds since 1970; one that goes backwards counts as no time.
 */
class TokenBucket {
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

/** What one shard takes in and gives out each second, shared by all its writers and all its readers. */
export class ShardLimits {
  readonly #writtenBytes: TokenBucket;
  readonly #writtenRecords: TokenBucket;
  readonly #readBytes: TokenBucket;
  readonly #readCalls: TokenBucket;

  constructor(nowMillis: number) {
    this.#writtenBytes = new TokenBucket(kinesisLimits.shardWriteBytesPerSecond, nowMillis);
    this.#writtenRecords = new TokenBucket(kinesisLimits.shardWriteRecordsPerSecond, nowMillis);
    this.#readBytes = new TokenBucket(kinesisLimits.shardReadBytesPerSecond, nowMillis);
    this.#readCalls = new TokenBucket(kinesisLimits.shardReadCallsPerSecond, nowMillis);
  }

  /** Whether the shard takes one more record of this size now; if so, it counts. */
  admitWrite(bytes: number, nowMillis: number): boolean {
    if (this.#writtenBytes.available(nowMillis) < bytes) return false;
    if (this.#writtenRecords.available(nowMillis) < 1) return false;
    this.#writtenBytes.spend(bytes);
    this.#writtenRecords.spend(1);
    return true;
  }

  /** Whether the shard answers one more read now; if so, it counts. */
  admitRead(nowMillis: number): boolean {
    if (this.#readBytes.available(nowMillis) < 0) return false;
    if (this.#readCalls.available(nowMillis) < 1) return false;
    this.#readCalls.spend(1);
    return true;
  }

  /** Counts what a read gave. One read may give five seconds' worth; the reads after it wait until that is paid off. */
  spendRead(bytes: number): void {
    this.#readBytes.spend(bytes);
  }
}
