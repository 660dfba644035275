import { blocksOf, textOf } from '../terraform/attributes.js';
import type { TerraformResource } from '../terraform/terraform-resource.js';
import type { TerraformStack } from '../terraform/terraform-stack.js';

/** The functions that something starts without waiting for the answer: buckets, topics and event rules. */
export function asynchronousFunctions(stack: TerraformStack): TerraformResource[] {
  const started = [
    ...stack
      .ofType('aws_s3_bucket_notification')
      .flatMap(({ attributes }) => blocksOf(attributes, 'lambda_function'))
      .map((block) => textOf(block, 'lambda_function_arn')),
    ...stack
      .ofType('aws_sns_topic_subscription')
      .filter(({ attributes }) => attributes['protocol'] === 'lambda')
      .map(({ attributes }) => textOf(attributes, 'endpoint')),
    ...stack.ofType('aws_cloudwatch_event_target').map(({ attributes }) => textOf(attributes, 'arn')),
  ];
  const functions = started.map((arn) => stack.resolve('aws_lambda_function', arn));
  return [...new Set(functions)].filter((lambda) => lambda !== undefined);
}
