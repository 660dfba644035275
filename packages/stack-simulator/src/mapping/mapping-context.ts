import type { Clock, KinesisRecord, KinesisService } from '@headwaters/local-services';
import type { FunctionTarget } from '../blueprint/function-targets.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { MappingPlan } from '../blueprint/mappings.js';
import type { Activity } from '../clock/activity.js';
import type { RecordFilter } from '../filter/record-filter.js';
import type { FunctionInvoker } from '../invocation/function-invoker.js';
import type { FailedBatch } from './failed-batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { ReadThroughput } from './read-throughput.js';

/**
 * Errors of GetRecords that fail one read. The mapping retries at the same position: at once with a new iterator after an
 * expired one, otherwise after one second.
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html (read 2026-11-23).
 */
export type ReadingFailureCode =
  | 'ExpiredIteratorException'
  | 'InternalFailureException'
  | 'KMSAccessDeniedException'
  | 'KMSThrottlingException'
  | 'ProvisionedThroughputExceededException';

/** Returns the error with which a read of a shard fails, or `undefined` if it succeeds. Must let a read succeed eventually. */
export type ReadingFailure = (reading: {
  readonly functionName: string;
  readonly shardId: string;
}) => ReadingFailureCode | undefined;

/** Dependencies and settings of an event source mapping. */
export interface MappingOptions {
  readonly plan: MappingPlan;
  readonly functionPlan: Pick<FunctionPlan, 'roleArn'>;
  /** What the mapping invokes: the function itself, a version or an alias. */
  readonly target: Pick<FunctionTarget, 'arn' | 'version'>;
  readonly region: string;
  readonly clock: Clock;
  readonly activity: Activity;
  readonly invoker: FunctionInvoker;
  readonly source: Pick<KinesisService, 'describe' | 'shards' | 'readShard' | 'onRecords'>;
  /** The bytes that may be read from a shard. Default: any number. */
  readonly throughput?: (shardId: string) => ReadThroughput;
  /** Called before each read of a shard. Returns the error with which the read fails, if any. */
  readonly readingFailure: (shardId: string) => ReadingFailureCode | undefined;
  /** Called with the Kinesis records of each read, before the filter. */
  readonly onRead?: (records: readonly KinesisRecord[]) => void;
  /** Called when the checkpoint moves past Kinesis records that the function processed. */
  readonly onAcknowledged: (shardId: string, records: readonly KinesisEventRecord[]) => void;
  /** Sends a failed batch to the failure destination, if there is one. */
  readonly onFailed: (batch: FailedBatch) => Promise<void>;
  /** Called for Kinesis records that exceeded the stream's retention before the function processed them. */
  readonly onExpired: (shardId: string, records: readonly KinesisEventRecord[]) => void;
}

/** What the poller of a mapping shares with its shard readers and lanes. */
export interface MappingContext extends MappingOptions {
  /** Kinesis records that do not pass are skipped. */
  readonly filter: RecordFilter;
  /** Whether the mapping may read and invoke: it is enabled and the simulation is running. */
  readonly isActive: () => boolean;
}
