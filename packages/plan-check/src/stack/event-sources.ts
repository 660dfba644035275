import {
  blocksOf,
  isSet,
  stringOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { findConfigured, findInvoked, isSameTarget, type InvokedFunction } from './invoked-function.js';
import type { TerraformStack } from './terraform-stack.js';

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

/** The function that a mapping invokes, whatever its version or alias; `undefined` if it is not in this stack. */
export function findMappedFunction(
  stack: TerraformStack,
  { attributes }: TerraformResource,
): TerraformResource | undefined {
  return findInvoked(stack, stringOf(attributes, 'function_name'))?.lambda;
}

/** Services that invoke functions asynchronously. */
const asynchronousServices = ['s3', 'sns', 'events', 'scheduler', 'ses', 'config', 'iot', 'logs'].map(
  (service) => `${service}.amazonaws.com`,
);

/** Something that invokes a function asynchronously. */
export interface Trigger {
  readonly resource: TerraformResource;
  readonly invoked: InvokedFunction;
  /** The service that needs a permission of the function; `undefined` if it has a role. */
  readonly principal: string | undefined;
}

/** The buckets, topics, rules and schedules that invoke functions of this stack. */
export function listTriggers(stack: TerraformStack): Trigger[] {
  return [
    ...findTriggers(stack, {
      type: 'aws_s3_bucket_notification',
      principal: 's3.amazonaws.com',
      targetsOf: (attributes) =>
        blocksOf(attributes, 'lambda_function').map((block) => stringOf(block, 'lambda_function_arn')),
    }),
    ...findTriggers(stack, {
      type: 'aws_sns_topic_subscription',
      principal: 'sns.amazonaws.com',
      targetsOf: (attributes) =>
        attributes['protocol'] === 'lambda' ? [stringOf(attributes, 'endpoint')] : [],
    }),
    ...findTriggers(stack, {
      type: 'aws_cloudwatch_event_target',
      principal: 'events.amazonaws.com',
      targetsOf: (attributes) => [stringOf(attributes, 'arn')],
    }),
    ...findTriggers(stack, {
      type: 'aws_scheduler_schedule',
      principal: undefined,
      targetsOf: (attributes) => blocksOf(attributes, 'target').map((target) => stringOf(target, 'arn')),
    }),
  ];
}

interface TriggerType {
  readonly type: string;
  readonly principal: string | undefined;
  readonly targetsOf: (attributes: JsonObject) => readonly (string | undefined)[];
}

function findTriggers(stack: TerraformStack, { type, principal, targetsOf }: TriggerType): Trigger[] {
  return stack.resourcesOfType(type).flatMap((resource) =>
    targetsOf(resource.attributes)
      .map((target) => findInvoked(stack, target))
      .filter((invoked) => invoked !== undefined)
      .map((invoked) => ({ resource, invoked, principal })),
  );
}

/**
 * The functions, versions and aliases that are invoked asynchronously: by a trigger, or by a service that has the permission.
 * Each once.
 */
export function listAsynchronousFunctions(stack: TerraformStack): InvokedFunction[] {
  const permissions = stack
    .resourcesOfType('aws_lambda_permission')
    .filter(({ attributes }) => asynchronousServices.includes(stringOf(attributes, 'principal') ?? ''));
  const invoked = [
    ...listTriggers(stack).map((trigger) => trigger.invoked),
    ...[...permissions, ...listInvokeConfigs(stack)].map((resource) => findConfigured(stack, resource)),
  ].filter((each) => each !== undefined);
  return invoked.filter((each, index) => invoked.findIndex((other) => isSameTarget(each, other)) === index);
}

function listInvokeConfigs(stack: TerraformStack): TerraformResource[] {
  return stack.resourcesOfType('aws_lambda_function_event_invoke_config');
}

/**
 * The retry settings of asynchronous invocations; `undefined` if they have the defaults of AWS. An alias does not use the
 * settings of its function.
 */
export function findInvokeConfig(
  stack: TerraformStack,
  invoked: InvokedFunction,
): TerraformResource | undefined {
  return listInvokeConfigs(stack).find((config) => {
    const configured = findConfigured(stack, config);
    return configured !== undefined && isSameTarget(configured, invoked);
  });
}
