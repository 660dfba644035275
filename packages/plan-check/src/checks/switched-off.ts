import { isUnknownValue, type TerraformResource } from '@headwaters/terraform-reader';
import { readNumber } from '../stack/known-number.js';
import type { Check, Outcome } from './check.js';

/**
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html;
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html (read 2026-11-29).
 */
export const switchedOff: Check = {
  id: 'switched-off',
  severity: 'error',
  why: 'What is switched off processes nothing: records expire in the stream, and events are dropped.',
  fix: 'Remove the setting before you deploy, or suppress the finding with the reason.',
  find: (stack) => [
    ...stack.resourcesOfType('aws_lambda_function').flatMap(withoutConcurrency),
    ...stack.resourcesOfType('aws_lambda_event_source_mapping').flatMap(disabledMapping),
  ],
};

function withoutConcurrency({ address, attributes }: TerraformResource): Outcome[] {
  const reserved = readNumber(attributes, 'reserved_concurrent_executions');
  if (reserved === 'unknown') return [{ address, notChecked: 'its reserved concurrency is an expression' }];
  if (reserved !== 0) return [];
  return [{ address, what: 'The function never runs: its reserved concurrency is 0.' }];
}

function disabledMapping({ address, attributes }: TerraformResource): Outcome[] {
  const { enabled } = attributes;
  if (isUnknownValue(enabled)) return [{ address, notChecked: 'whether it is enabled is an expression' }];
  if (enabled !== false && enabled !== 'false') return [];
  return [{ address, severity: 'warning', what: 'The mapping is disabled.' }];
}
