import { isInRange, maxReceiveCountRange, queueDefaults, queueRanges } from '@headwaters/aws-rules';
import { type Attributes, AttributeInvalidError, parseJsonObject } from '@headwaters/terraform-reader';
import type { StackReader } from './stack-reader.js';

/** A standard queue of the stack. */
export interface QueuePlan {
  readonly address: string;
  readonly name: string;
  readonly arn: string;
  /** How long a message that was received is hidden. */
  readonly visibilityTimeoutSeconds: number;
  /** How long a new message is hidden. */
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  /** Where messages go that were received too often; `undefined` if they stay. */
  readonly redrive: RedrivePlan | undefined;
}

/** The redrive policy of a queue. */
export interface RedrivePlan {
  /** Where the stack declares it, as `address.attribute`. */
  readonly location: string;
  readonly deadLetterQueueArn: string;
  /** A message that would be received more often goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/** Reads the queues of a stack, each with its `aws_sqs_queue_redrive_policy`. FIFO queues are left out: nothing sends to them. */
export function readQueues(stack: StackReader): readonly QueuePlan[] {
  const redrives = new Map(
    stack.readAll(
      'aws_sqs_queue_redrive_policy',
      (declared) => [declared.string('queue_url'), declared] as const,
    ),
  );
  return stack
    .readAll('aws_sqs_queue', (declared) => {
      const { address } = declared;
      const url = stack.string(address, 'url');
      return {
        address,
        name: stack.string(address, 'name'),
        arn: stack.string(address, 'arn'),
        ...readTimes(declared),
        redrive: readRedrive(redrives.get(url)) ?? readRedrive(declared),
      };
    })
    .filter(({ arn }) => !isFifo(arn));
}

/** Whether the ARN of a queue is that of a FIFO queue: its name ends so. */
export function isFifo(arn: string): boolean {
  return arn.endsWith('.fifo');
}

function readTimes(
  declared: Attributes,
): Pick<QueuePlan, 'visibilityTimeoutSeconds' | 'delaySeconds' | 'retentionSeconds'> {
  return {
    visibilityTimeoutSeconds:
      declared.optionalInteger('visibility_timeout_seconds', queueRanges.visibilityTimeoutSeconds) ??
      queueDefaults.visibilityTimeoutSeconds,
    delaySeconds:
      declared.optionalInteger('delay_seconds', queueRanges.delaySeconds) ?? queueDefaults.delaySeconds,
    retentionSeconds:
      declared.optionalInteger('message_retention_seconds', queueRanges.retentionSeconds) ??
      queueDefaults.retentionSeconds,
  };
}

/** The policy is a JSON object with the ARN of the dead-letter queue and a number, which may be a string. */
function readRedrive(declared: Attributes | undefined): RedrivePlan | undefined {
  const text = declared?.optionalString('redrive_policy') ?? '';
  if (declared === undefined || text === '') return undefined;
  const location = `${declared.address}.redrive_policy`;
  const { deadLetterTargetArn, maxReceiveCount } = parseJsonObject(text) ?? {};
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== 'string' || !isInRange(count, maxReceiveCountRange)) {
    throw new AttributeInvalidError(
      location,
      `must have a deadLetterTargetArn and a maxReceiveCount from ${maxReceiveCountRange.min} to ${maxReceiveCountRange.max}`,
    );
  }
  return { location, deadLetterQueueArn: deadLetterTargetArn, maxReceiveCount: count };
}
