import { duplicateQueueMappingMessage, findDuplicateMappings } from '@headwaters/aws-rules';
import type { OpenBlueprint } from '../blueprint/blueprint.js';
import { isFifo } from '../blueprint/queues.js';

/** Checks what AWS rejects in queues and their mappings, although each value by itself is valid. */
export function checkQueues(open: OpenBlueprint): void {
  checkVisibility(open);
  checkDuplicates(open);
  checkRedrives(open);
}

/**
 * The visibility timeout of a queue must not be below the timeout of its function.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (read 2026-11-29).
 */
function checkVisibility({ stack, blueprint }: OpenBlueprint): void {
  const queues = new Map(blueprint.queues.map((queue) => [queue.arn, queue]));
  const functions = new Map(blueprint.functions.map((plan) => [plan.name, plan]));
  for (const { address, sourceArn, functionName } of blueprint.queueMappings) {
    const seconds = queues.get(sourceArn)?.visibilityTimeoutSeconds ?? Infinity;
    const timeout = functions.get(functionName)?.timeoutSeconds ?? 0;
    if (seconds >= timeout) continue;
    stack.problems.add(
      `${address}.event_source_arn`,
      `names a queue with a visibility timeout of ${seconds} s, which is below the timeout of ${functionName}, ${timeout} s: ` +
        'AWS needs at least as much, and recommends six times that',
    );
  }
}

function checkDuplicates({ stack, blueprint: { queueMappings } }: OpenBlueprint): void {
  for (const { first, second } of findDuplicateMappings(queueMappings)) {
    const [one, other] = [queueMappings[first], queueMappings[second]];
    if (one === undefined || other === undefined) continue;
    stack.problems.add(other.address, `repeats ${one.address}. AWS: ${duplicateQueueMappingMessage(other)}`);
  }
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html (read 2026-11-29). */
function checkRedrives({ stack, blueprint }: OpenBlueprint): void {
  for (const { redrive } of blueprint.queues) {
    if (redrive === undefined || !isFifo(redrive.deadLetterQueueArn)) continue;
    stack.problems.add(
      redrive.location,
      `names ${redrive.deadLetterQueueArn}; the dead-letter queue of a standard queue must be a standard queue`,
    );
  }
}
