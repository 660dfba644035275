import { stringOf, type TerraformResource } from '@headwaters/terraform-reader';
import { findMappedFunction } from '../stack/event-sources.js';
import { readNumber, readPositiveNumber } from '../stack/known-number.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome } from './check.js';

/** Defaults of AWS for attributes that the configuration leaves out. */
const defaultVisibilitySeconds = 30;
const defaultTimeoutSeconds = 3;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (read 2026-11-29). */
export const queueVisibility: Check = {
  id: 'queue-visibility',
  severity: 'error',
  why: 'A message that becomes visible while its function still runs, or still waits to be retried after a throttle, is processed twice.',
  fix: 'Set visibility_timeout_seconds to six times the timeout of the function, plus the batching window.',
  find: (stack) =>
    stack.resourcesOfType('aws_lambda_event_source_mapping').flatMap((mapping) => {
      const queue = stack.findReferenced('aws_sqs_queue', stringOf(mapping.attributes, 'event_source_arn'));
      return queue === undefined ? [] : compareTimes(stack, mapping, queue);
    }),
};

function compareTimes(
  stack: TerraformStack,
  mapping: TerraformResource,
  queue: TerraformResource,
): Outcome[] {
  const { address, attributes } = mapping;
  const lambda = findMappedFunction(stack, mapping);
  if (lambda === undefined) return [{ address, notChecked: 'its function is not in this stack' }];
  const visibility = readNumber(queue.attributes, 'visibility_timeout_seconds') ?? defaultVisibilitySeconds;
  const timeout = readPositiveNumber(lambda.attributes, 'timeout') ?? defaultTimeoutSeconds;
  const window = readNumber(attributes, 'maximum_batching_window_in_seconds') ?? 0;
  if (visibility === 'unknown' || timeout === 'unknown' || window === 'unknown') {
    return [{ address, notChecked: 'the visibility timeout, the timeout or the window is an expression' }];
  }
  const what = `${queue.address} hides a message for ${visibility} s, and ${lambda.address} may run for ${timeout} s.`;
  if (visibility < timeout) return [{ address, what: `${what} AWS refuses the mapping.` }];
  return visibility < 6 * timeout + window ? [{ address, what, severity: 'warning' }] : [];
}
