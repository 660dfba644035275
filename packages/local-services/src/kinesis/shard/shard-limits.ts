import { kinesisLimits } from '@headwaters/pipeline-contract';
import { TokenBucket } from './token-bucket.js';

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
