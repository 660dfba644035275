import { blocksOf, textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import type { TerraformStack } from '../terraform/terraform-stack.js';

/** Services that start a function without waiting for its answer. */
const asynchronousServices = ['s3', 'sns', 'events', 'scheduler', 'ses', 'config', 'iot', 'logs'].map(
  (service) => `${service}.amazonaws.com`,
);

/** The functions that something starts without waiting for the answer: buckets, topics, rules, schedules, or who may do so. */
export function asynchronousFunctions(stack: TerraformStack): TerraformResource[] {
  const functions = [...byWhatStartsThem(stack), ...byWhoMayStartThem(stack)].map((name) =>
    stack.resolve('aws_lambda_function', name),
  );
  return [...new Set(functions)].filter((lambda) => lambda !== undefined);
}

const byWhatStartsThem = (stack: TerraformStack) => [
  ...stack
    .ofType('aws_s3_bucket_notification')
    .flatMap(({ attributes }) => blocksOf(attributes, 'lambda_function'))
    .map((block) => textOf(block, 'lambda_function_arn')),
  ...stack
    .ofType('aws_sns_topic_subscription')
    .filter(({ attributes }) => attributes['protocol'] === 'lambda')
    .map(({ attributes }) => textOf(attributes, 'endpoint')),
  ...stack.ofType('aws_cloudwatch_event_target').map(({ attributes }) => textOf(attributes, 'arn')),
  ...stack
    .ofType('aws_scheduler_schedule')
    .flatMap(({ attributes }) => blocksOf(attributes, 'target'))
    .map((target) => textOf(target, 'arn')),
];

const byWhoMayStartThem = (stack: TerraformStack) => [
  ...stack
    .ofType('aws_lambda_permission')
    .filter(({ attributes }) => asynchronousServices.includes(textOf(attributes, 'principal') ?? ''))
    .map(({ attributes }) => textOf(attributes, 'function_name')),
  ...stack
    .ofType('aws_lambda_function_event_invoke_config')
    .map(({ attributes }) => textOf(attributes, 'function_name')),
];
