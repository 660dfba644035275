import { kinesisLimits } from './limits.js';

/** What a stream must carry, at its busiest. */
export interface StreamLoad {
  /** Size of one Kinesis record with its partition key, in bytes: of a block, not of a line. */
  readonly recordBytes: number;
  readonly recordsPerSecond: number;
  /** Consumers that share what a shard gives out; those with enhanced fan-out do not count. */
  readonly consumers: number;
}

/**
 * The number of shards that carry a load: the largest of what is needed to take the bytes in, to take the records in, and
 * to give the bytes out once to each consumer. At least 1.
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
