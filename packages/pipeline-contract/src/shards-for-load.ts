import { kinesisLimits } from './limits.js';

/** The peak load of a stream. */
export interface StreamLoad {
  /** Size of a Kinesis record (a block, not a line) including its partition key, in bytes. */
  readonly recordBytes: number;
  /** Kinesis records per second. */
  readonly recordsPerSecond: number;
  /** Number of consumers that share a shard's read throughput. Consumers with enhanced fan-out do not count. */
  readonly consumers: number;
}

/** The part of the throughput of a stream's shards that its load uses: 0.6 is 60 %. */
export interface StreamUse {
  /** Of the written bytes or the written Kinesis records, whichever is larger. */
  readonly write: number;
  /** Of the read throughput that one consumer has: its part of the shared one, or its own with enhanced fan-out. */
  readonly read: number;
}

/** Default use of the shards at the peak load, in percent. The rest is for peaks, and for catching up after an outage. */
export const defaultTargetUsePercent = 60;

/**
 * Returns the number of shards with which a load uses at most the target of the write and of the read throughput. At least 1.
 *
 * @param load.targetUsePercent - Use of the shards, in percent. Default: 60.
 */
export function shardsForLoad(load: StreamLoad & { readonly targetUsePercent?: number }): number {
  const { write, read } = streamUse(load, 1);
  const { targetUsePercent = defaultTargetUsePercent } = load;
  // Rounded to a millionth of a shard: a division must not add a shard.
  const shards = Number(((Math.max(write, read) * 100) / targetUsePercent).toFixed(6));
  return Math.max(1, Math.ceil(shards));
}

/** Returns the part of the throughput of `shards` shards that a load uses. Above 1, the load exceeds it. */
export function streamUse(
  { recordBytes, recordsPerSecond, consumers }: StreamLoad,
  shards: number,
): StreamUse {
  const bytesPerSecond = recordBytes * recordsPerSecond;
  return {
    write: Math.max(
      bytesPerSecond / (shards * kinesisLimits.shardWriteBytesPerSecond),
      recordsPerSecond / (shards * kinesisLimits.shardWriteRecordsPerSecond),
    ),
    read: (bytesPerSecond * Math.max(1, consumers)) / (shards * kinesisLimits.shardReadBytesPerSecond),
  };
}
