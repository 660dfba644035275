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

/**
 * Returns the number of shards that a load requires: the largest of the shards needed for written bytes, written
 * Kinesis records, and bytes read by all consumers. At least 1.
 */
export function shardsForLoad({ recordBytes, recordsPerSecond, consumers }: StreamLoad): number {
  const bytesPerSecond = recordBytes * recordsPerSecond;
  return Math.max(
    1,
    Math.ceil(bytesPerSecond / kinesisLimits.shardWriteBytesPerSecond),
    Math.ceil(recordsPerSecond / kinesisLimits.shardWriteRecordsPerSecond),
    Math.ceil((bytesPerSecond * consumers) / kinesisLimits.shardReadBytesPerSecond),
  );
}
