import type { Check } from '../check.js';
import { blockOf, isSet, numberOf, textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import { refersTo, type TerraformStack } from '../terraform/terraform-stack.js';

function hasLogGroup(stack: TerraformStack, lambda: TerraformResource): boolean {
  const named = textOf(blockOf(lambda.attributes, 'logging_config'), 'log_group');
  if (named !== undefined) return true;
  return stack.ofType('aws_cloudwatch_log_group').some(({ attributes }) => {
    const [, functionName] = /^\/aws\/lambda\/(.+)$/.exec(textOf(attributes, 'name') ?? '') ?? [];
    return functionName !== undefined && refersTo(functionName, lambda);
  });
}

export const logRetention: Check = {
  id: 'log-retention',
  severity: 'error',
  why: 'Logs without a retention are kept, and paid for, for ever.',
  fix: 'Set retention_in_days on a log group of its own.',
  find: (stack) => [
    ...stack
      .ofType('aws_cloudwatch_log_group')
      .filter(({ attributes }) => {
        return !isSet(attributes, 'retention_in_days') || numberOf(attributes, 'retention_in_days') === 0;
      })
      .map(({ address }) => ({ address, what: 'The log group never expires.' })),
    ...stack
      .ofType('aws_lambda_function')
      .filter((lambda) => !hasLogGroup(stack, lambda))
      .map(({ address }) => ({
        address,
        what: 'The function has no log group in this stack: Lambda makes one that never expires.',
      })),
  ],
};
