import type { BucketPlan } from './bucket-plan.js';
import type { DestinationPlan } from './destination-plan.js';
import type { FunctionPlan } from './function-plan.js';
import type { MappingPlan } from './mapping-plan.js';
import type { NotificationPlan } from './notification-plan.js';
import type { StreamPlan } from './stream-plan.js';

/** What a stack declares, resolved: every name, ARN and setting that a run needs, and nothing of Terraform. */
export interface Blueprint {
  readonly stackName: string;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly buckets: readonly BucketPlan[];
  readonly streams: readonly StreamPlan[];
  readonly functions: readonly FunctionPlan[];
  readonly notifications: readonly NotificationPlan[];
  readonly mappings: readonly MappingPlan[];
  /** Where failed (or succeeded) invocations and batches go, each once. */
  readonly destinations: readonly DestinationPlan[];
}
