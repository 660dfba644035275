import type { Clock, KinesisService } from '@headwaters/local-services';
import type { Activity } from '../activity/activity.js';
import type { FunctionPlan } from '../blueprint/function-plan.js';
import type { MappingPlan } from '../blueprint/mapping-plan.js';
import type { RecordFilter } from '../filter/record-filter.js';
import type { FunctionInvoker } from '../invocation/function-invoker.js';
import type { FailedBatch } from './failed-batch-record.js';
import type { ReadingFailureCode } from './reading-failure.js';
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
