import {
  blocksOf,
  isSet,
  stringOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { attributeRefersTo, type TerraformStack } from './terraform-stack.js';

/** The event source mappings of streams: Kinesis data streams and DynamoDB streams. */
export function listStreamMappings(stack: TerraformStack): TerraformResource[] {
  return stack.resourcesOfType('aws_lambda_event_source_mapping').filter(({ attributes }) => {
    const source = stringOf(attributes, 'event_source_arn') ?? '';
    return /kinesis|dynamodb/.test(source) || (isExternal(source) && isConfiguredAsStream(attributes));
  });
}

/** Whether a source is created outside of this stack. */
function isExternal(source: string): boolean {
  return /^\$\{(var|local|module|data|each)\./.test(source);
}

/** Only mappings of streams and Kafka topics have a starting position, and only the latter have topics. */
function isConfiguredAsStream(attributes: JsonObject): boolean {
  return isSet(attributes, 'starting_position') && !isSet(attributes, 'topics');
}

/** The stream of a mapping, also through an enhanced fan-out consumer; `undefined` if it is not in this stack. */
export function findStream(stack: TerraformStack, mapping: TerraformResource): TerraformResource | undefined {
  const source = stringOf(mapping.attributes, 'event_source_arn');
  const consumer = stack.findReferenced('aws_kinesis_stream_consumer', source);
  const streamArn = consumer === undefined ? source : stringOf(consumer.attributes, 'stream_arn');
  return stack.findReferenced('aws_kinesis_stream', streamArn?.replace(/\/consumer\/.*$/, ''));
}

/** Services that invoke functions asynchronously. */
const asynchronousServices = ['s3', 'sns', 'events', 'scheduler', 'ses', 'config', 'iot', 'logs'].map(
  (service) => `${service}.amazonaws.com`,
);

/** The functions that are invoked asynchronously: by a bucket, topic, rule or schedule, or by a service that has the permission. */
export function listAsynchronousFunctions(stack: TerraformStack): TerraformResource[] {
  const functions = [...listTargets(stack), ...listPermittedFunctions(stack)].map((name) =>
    stack.findReferenced('aws_lambda_function', name),
  );
  return [...new Set(functions)].filter((lambda) => lambda !== undefined);
}

function listTargets(stack: TerraformStack): (string | undefined)[] {
  return [
    ...stack
      .resourcesOfType('aws_s3_bucket_notification')
      .flatMap(({ attributes }) => blocksOf(attributes, 'lambda_function'))
      .map((block) => stringOf(block, 'lambda_function_arn')),
    ...stack
      .resourcesOfType('aws_sns_topic_subscription')
      .filter(({ attributes }) => attributes['protocol'] === 'lambda')
      .map(({ attributes }) => stringOf(attributes, 'endpoint')),
    ...stack
      .resourcesOfType('aws_cloudwatch_event_target')
      .map(({ attributes }) => stringOf(attributes, 'arn')),
    ...stack
      .resourcesOfType('aws_scheduler_schedule')
      .flatMap(({ attributes }) => blocksOf(attributes, 'target'))
      .map((target) => stringOf(target, 'arn')),
  ];
}

function listPermittedFunctions(stack: TerraformStack): (string | undefined)[] {
  return [
    ...stack
      .resourcesOfType('aws_lambda_permission')
      .filter(({ attributes }) => asynchronousServices.includes(stringOf(attributes, 'principal') ?? ''))
      .map(({ attributes }) => stringOf(attributes, 'function_name')),
    ...stack
      .resourcesOfType('aws_lambda_function_event_invoke_config')
      .map(({ attributes }) => stringOf(attributes, 'function_name')),
  ];
}

/** The retry settings of a function's asynchronous invocations; `undefined` if it has the defaults of AWS. */
export function findInvokeConfig(
  stack: TerraformStack,
  lambda: TerraformResource,
): TerraformResource | undefined {
  return stack
    .resourcesOfType('aws_lambda_function_event_invoke_config')
    .find((config) => attributeRefersTo(config, 'function_name', lambda));
}
