import type { Clock, KinesisService } from '@headwaters/local-services';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { MappingPlan } from '../blueprint/mappings.js';
import type { Activity } from '../clock/activity.js';
import type { RecordFilter } from '../filter/record-filter.js';
import type { FunctionInvoker } from '../invocation/function-invoker.js';
import type { FailedBatch } from './failed-batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';

/** What the parts of an event source mapping work with. */
export interface MappingContext {
  readonly plan: MappingPlan;
  readonly functionPlan: Pick<FunctionPlan, 'arn' | 'roleArn'>;
  readonly region: string;
  readonly clock: Clock;
  readonly activity: Activity;
  /** Which records the function is given; the others are passed over. */
  readonly filter: RecordFilter;
  /** Whether records may be read and tried: the mapping is enabled and the simulation goes on. */
  readonly isOpen: () => boolean;
  readonly invoker: FunctionInvoker;
  readonly source: Pick<KinesisService, 'describe' | 'shards' | 'readShard' | 'onRecords'>;
  /** Asked before each reading of a shard: the error with which it fails. */
  readonly readingFailure: (shardId: string) => ReadingFailureCode | undefined;
  /** Told of records whose checkpoint moved because the function accepted them. */
  readonly onAcknowledged: (shardId: string, records: readonly KinesisEventRecord[]) => void;
  /** Sends given up records to the failure destination, if there is one. */
  readonly onGivenUp: (batch: FailedBatch) => Promise<void>;
  /** Told of records that the stream's retention took before the function accepted them. */
  readonly onExpired: (shardId: string, records: readonly KinesisEventRecord[]) => void;
}

/**
 * Errors of GetRecords that end one reading. A mapping goes on after each of them where it was: with a new iterator at once
 * where the old one had expired, else after a second.
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html (read 2026-11-23).
 */
export type ReadingFailureCode =
  | 'ExpiredIteratorException'
  | 'InternalFailureException'
  | 'KMSAccessDeniedException'
  | 'KMSThrottlingException'
  | 'ProvisionedThroughputExceededException';

/** Says with which error the reading of a shard for a consumer fails, if it does. Must let a reading succeed in the end. */
export type ReadingFailure = (reading: {
  readonly functionName: string;
  readonly shardId: string;
}) => ReadingFailureCode | undefined;
