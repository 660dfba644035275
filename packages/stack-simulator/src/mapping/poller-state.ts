import type { ShardPosition } from '@headwaters/local-services';
import type { Batch } from './batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';

/** What decides the future of a lane, apart from its wait on the clock and its invocation in flight. */
export interface LaneState {
  /** Kinesis records that wait for a batch. */
  readonly waiting: readonly KinesisEventRecord[];
  /** Batches to invoke, in this order. The first one may be in flight. */
  readonly batches: readonly Batch[];
  /** Whether a batch is being prepared, in flight, or waits for a retry. */
  readonly working: boolean;
}

/** What decides the future of the reader of a shard. */
export interface ShardReaderState {
  readonly position: ShardPosition;
  readonly readToEnd: boolean;
  /** Whether it waits to read again after an error. */
  readonly recovering: boolean;
  /** Whether everything in the shard is processed. */
  readonly drained: boolean;
  readonly lanes: readonly LaneState[];
}

/**
 * What decides the future of a mapping. Two mappings with the same state and the same inputs behave the same. The state of a
 * tumbling window is not included.
 */
export interface PollerState {
  readonly enabled: boolean;
  readonly maximumRecordAgeSeconds: number;
  /** Shards whose children may be read. */
  readonly drained: readonly string[];
  /** The started readers, by shard. */
  readonly readers: Readonly<Record<string, ShardReaderState>>;
}
