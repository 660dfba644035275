import type { IntegerRange, MappingIdentity } from './mapping-rules.js';

/**
 * Limits and rules of event source mappings of SQS queues.
 *
 * Source, unless noted: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (read 2026-11-29).
 */

/** The range of each numeric setting of a mapping of a standard queue. Times are in seconds. */
export const queueMappingRanges = {
  batchSize: { min: 1, max: 10_000 },
  batchingWindowSeconds: { min: 0, max: 300 },
  /** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html. */
  maximumConcurrency: { min: 2, max: 1_000 },
} as const satisfies Readonly<Record<string, IntegerRange>>;

/** What AWS uses for a setting that is not given. */
export const queueMappingDefaults = { batchSize: 10, batchingWindowSeconds: 0 } as const;

/** The largest batch without a window. */
const maxBatchSizeWithoutWindow = 10;

/**
 * Returns why AWS refuses a batch size with a window, as a clause. `undefined` if AWS accepts them.
 *
 * Source: LocalStack's recordings of AWS, test_event_source_mapping_default_batch_size.
 */
export function queueBatchProblem(batchSize: number, batchingWindowSeconds: number): string | undefined {
  if (batchSize <= maxBatchSizeWithoutWindow || batchingWindowSeconds > 0) return undefined;
  return (
    `is ${batchSize} without a batching window. AWS: Maximum batch window in seconds must be greater than 0 if maximum ` +
    `batch size is greater than ${maxBatchSizeWithoutWindow}`
  );
}

/** Settings of mappings of streams, which AWS does not accept for a queue. */
export const streamOnlySettings: readonly string[] = [
  'starting_position',
  'starting_position_timestamp',
  'parallelization_factor',
  'maximum_retry_attempts',
  'maximum_record_age_in_seconds',
  'bisect_batch_on_function_error',
  'tumbling_window_in_seconds',
  'destination_config',
];

/**
 * Actions on a queue that a mapping reads: those of the managed policy AWSLambdaSQSQueueExecutionRole.
 *
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaSQSQueueExecutionRole.html (read 2026-11-29).
 */
export const queueReadActions: readonly string[] = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
];

/**
 * The message of AWS (409 ResourceConflictException) for a mapping of a queue that repeats another one.
 *
 * Source: LocalStack's recordings of AWS, test_duplicate_event_source_mappings of SQS.
 */
export function duplicateQueueMappingMessage({ sourceArn, functionName }: MappingIdentity): string {
  return `An event source mapping with SQS arn (" ${sourceArn} ") and function (" ${functionName} ") already exists`;
}
