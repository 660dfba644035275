import { kinesisLimits } from '@headwaters/pipeline-contract';

/** Rate limits of one shard, shared by all its writers and all its readers. */
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

  /** Whether the shard accepts one more record of this size now. If so, the record counts. */
  admitWrite(bytes: number, nowMillis: number): boolean {
    if (this.#writtenBytes.available(nowMillis) < bytes) return false;
    if (this.#writtenRecords.available(nowMillis) < 1) return false;
    this.#writtenBytes.spend(bytes);
    this.#writtenRecords.spend(1);
    return true;
  }

  /** Whether the shard accepts one more read now. If so, the call counts. */
  admitRead(nowMillis: number): boolean {
    if (this.#readBytes.available(nowMillis) < 0) return false;
    if (this.#readCalls.available(nowMillis) < 1) return false;
    this.#readCalls.spend(1);
    return true;
  }

  /** Counts the bytes of a read. One read may return 5 seconds' worth; later reads are throttled until that is paid off. */
  spendRead(bytes: number): void {
    this.#readBytes.spend(bytes);
  }
}

/** A rate limit of `perSecond` tokens that refills evenly, up to one second's worth. */
class TokenBucket {
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
