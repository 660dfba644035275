import {
  blockOf,
  isSet,
  isUnknownValue,
  stringOf,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { anyOf, matchesWildcard, type Answer } from '@headwaters/aws-rules';
import { toText } from '../stack/arn.js';
import { readNumber } from '../stack/known-number.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Outcome } from './check.js';

export const logRetention: Check = {
  id: 'log-retention',
  severity: 'error',
  why: 'Logs without a retention are kept and billed forever.',
  fix: 'Declare a log group with retention_in_days.',
  find: (stack) => [...logGroupsWithoutRetention(stack), ...functionsWithoutLogGroup(stack)],
};

function logGroupsWithoutRetention(stack: TerraformStack): Outcome[] {
  return stack.resourcesOfType('aws_cloudwatch_log_group').flatMap(({ address, attributes }): Outcome[] => {
    const days = readNumber(attributes, 'retention_in_days') ?? 0;
    if (days === 'unknown') return [{ address, notChecked: 'its retention is an expression' }];
    return days === 0 ? [{ address, what: 'The logs never expire.' }] : [];
  });
}

function functionsWithoutLogGroup(stack: TerraformStack): Outcome[] {
  return stack.resourcesOfType('aws_lambda_function').flatMap((lambda): Outcome[] => {
    const { address } = lambda;
    const answer = hasLogGroup(stack, lambda);
    if (answer === 'yes') return [];
    if (answer === 'unknown') {
      return [{ address, notChecked: 'its name, or that of a log group, is known only after apply' }];
    }
    return [
      {
        address,
        what: 'The function has no log group in this stack: Lambda creates one whose logs never expire.',
      },
    ];
  });
}

/** Whether a log group of this stack has the name to which the function writes. */
function hasLogGroup(stack: TerraformStack, { address, attributes }: TerraformResource): Answer {
  const declared = stringOf(blockOf(attributes, 'logging_config'), 'log_group');
  if (declared !== undefined) return 'yes';
  const name = stringOf(attributes, 'function_name') ?? '';
  const ownName = isUnknownValue(name) ? `\${${address}.function_name}` : name;
  const names = stack
    .resourcesOfType('aws_cloudwatch_log_group')
    .filter((group) => isSet(group.attributes, 'name'))
    .map((group) => toText(stack, stringOf(group.attributes, 'name') ?? ''));
  return anyOf(names.map((each) => matchesWildcard(each, `/aws/lambda/${toText(stack, ownName)}`)));
}
