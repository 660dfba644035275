import {
  type JsonObject,
  type TerraformResource,
  blocksOf,
  isSet,
  stringOf,
} from '@headwaters/terraform-reader';
import { type TerraformStack, refersTo } from './terraform-stack.js';

/** The event source mappings that read a stream, be it of Kinesis or of a DynamoDB table. */
export function streamMappings(stack: TerraformStack): TerraformResource[] {
  return stack.ofType('aws_lambda_event_source_mapping').filter(({ attributes }) => {
    const source = stringOf(attributes, 'event_source_arn') ?? '';
    return /kinesis|dynamodb/.test(source) || (isMadeElsewhere(source) && startsLikeAStream(attributes));
  });
}

const isMadeElsewhere = (source: string) => /^\$\{(var|local|module|data|each)\./.test(source);

/** A source that is made elsewhere is told by what only streams have: a place to start, but no topics, as Kafka has. */
const startsLikeAStream = (attributes: JsonObject) =>
  isSet(attributes, 'starting_position') && !isSet(attributes, 'topics');

/** The stream that a mapping reads, be it through a consumer with a lane of its own; undefined if it is made elsewhere. */
export function streamOf(stack: TerraformStack, mapping: TerraformResource): TerraformResource | undefined {
  const source = stringOf(mapping.attributes, 'event_source_arn');
  const lane = stack.resolve('aws_kinesis_stream_consumer', source);
  const streamArn = lane === undefined ? source : stringOf(lane.attributes, 'stream_arn');
  return stack.resolve('aws_kinesis_stream', streamArn?.replace(/\/consumer\/.*$/, ''));
}

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
    .map((block) => stringOf(block, 'lambda_function_arn')),
  ...stack
    .ofType('aws_sns_topic_subscription')
    .filter(({ attributes }) => attributes['protocol'] === 'lambda')
    .map(({ attributes }) => stringOf(attributes, 'endpoint')),
  ...stack.ofType('aws_cloudwatch_event_target').map(({ attributes }) => stringOf(attributes, 'arn')),
  ...stack
    .ofType('aws_scheduler_schedule')
    .flatMap(({ attributes }) => blocksOf(attributes, 'target'))
    .map((target) => stringOf(target, 'arn')),
];

const byWhoMayStartThem = (stack: TerraformStack) => [
  ...stack
    .ofType('aws_lambda_permission')
    .filter(({ attributes }) => asynchronousServices.includes(stringOf(attributes, 'principal') ?? ''))
    .map(({ attributes }) => stringOf(attributes, 'function_name')),
  ...stack
    .ofType('aws_lambda_function_event_invoke_config')
    .map(({ attributes }) => stringOf(attributes, 'function_name')),
];

/** How often and how long an asynchronous event of this function is tried; undefined where AWS's defaults hold. */
export function invokeConfigOf(
  stack: TerraformStack,
  lambda: TerraformResource,
): TerraformResource | undefined {
  return stack.ofType('aws_lambda_function_event_invoke_config').find(({ attributes }) => {
    const name = stringOf(attributes, 'function_name');
    return name !== undefined && refersTo(name, lambda);
  });
}
