import {
  queueBatchProblem,
  queueMappingDefaults as defaults,
  queueMappingRanges as ranges,
  streamOnlySettings,
} from '@headwaters/aws-rules';
import { type Attributes, AttributeInvalidError } from '@headwaters/terraform-reader';
import { readFilterPatterns } from './filter-criteria.js';
import { type MappingIdentityPlan, queueArn, readIdentity, readResponseTypes } from './mappings.js';
import { isFifo } from './queues.js';
import type { StackReader } from './stack-reader.js';

/** An event source mapping of a standard queue: which function receives its messages, and how. */
export interface QueueMappingPlan extends MappingIdentityPlan {
  readonly queueName: string;
  /** ARN of the queue. */
  readonly sourceArn: string;
  /** Maximum messages of a batch. */
  readonly batchSize: number;
  /** How long to wait for a full batch before the function is invoked. */
  readonly batchingWindowSeconds: number;
  /** Maximum batches at the same time; `undefined` if the mapping sets none. */
  readonly maximumConcurrency: number | undefined;
  /** Whether the function's response names the messages that failed. */
  readonly reportBatchItemFailures: boolean;
  /** A message passes if it matches one of these; with none, every message passes. */
  readonly filterPatterns: readonly string[];
}

/** Reads the event source mappings of queues. */
export function readQueueMappings(stack: StackReader): readonly QueueMappingPlan[] {
  return stack
    .readAll('aws_lambda_event_source_mapping', (declared) => {
      const sourceArn = declared.optionalString('event_source_arn') ?? '';
      const [, queueName] = queueArn.exec(sourceArn) ?? [];
      if (queueName === undefined) return undefined;
      checkQueue(declared, sourceArn);
      if (!stack.isDeployed) refuseStreamSettings(declared);
      return {
        ...readIdentity(stack, declared),
        sourceArn,
        queueName,
        ...readBatching(declared),
        maximumConcurrency: declared
          .block('scaling_config')
          ?.optionalInteger('maximum_concurrency', ranges.maximumConcurrency),
        reportBatchItemFailures: readResponseTypes(declared).includes('ReportBatchItemFailures'),
        filterPatterns: readFilterPatterns(declared, 'body'),
      };
    })
    .filter((plan) => plan !== undefined);
}

function checkQueue({ address }: Attributes, sourceArn: string): void {
  if (!isFifo(sourceArn)) return;
  throw new AttributeInvalidError(
    `${address}.event_source_arn`,
    `is ${sourceArn}, a FIFO queue; the simulator supports mappings of standard queues only`,
  );
}

/** The state of a deployed stack contains zeros for what a mapping of a queue does not have. */
function refuseStreamSettings(declared: Attributes): void {
  const set = streamOnlySettings.find((name) =>
    name === 'destination_config' ? declared.block(name) !== undefined : declared.value(name) !== undefined,
  );
  if (set === undefined) return;
  throw new AttributeInvalidError(
    `${declared.address}.${set}`,
    'is a setting of mappings of streams; AWS does not accept it for a queue',
  );
}

function readBatching(declared: Attributes): Pick<QueueMappingPlan, 'batchSize' | 'batchingWindowSeconds'> {
  const batchSize = declared.optionalInteger('batch_size', ranges.batchSize) ?? defaults.batchSize;
  const batchingWindowSeconds =
    declared.optionalInteger('maximum_batching_window_in_seconds', ranges.batchingWindowSeconds) ??
    defaults.batchingWindowSeconds;
  const problem = queueBatchProblem(batchSize, batchingWindowSeconds);
  if (problem === undefined) return { batchSize, batchingWindowSeconds };
  throw new AttributeInvalidError(`${declared.address}.batch_size`, problem);
}
