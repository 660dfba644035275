import type { Answer } from '@headwaters/aws-rules';
import {
  blocksOf,
  isSet,
  isUnknownValue,
  referencesOfValue,
  stringOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { findConfigured, findInvoked, isSameTarget, type InvokedFunction } from './invoked-function.js';
import type { TerraformStack } from './terraform-stack.js';

/** The event source mappings that surely read a stream: a Kinesis data stream or a DynamoDB stream. */
export function listStreamMappings(stack: TerraformStack): TerraformResource[] {
  return listMappings(stack, 'yes');
}

/** The event source mappings of which it is unknown whether they read a stream. */
export function listPossibleStreamMappings(stack: TerraformStack): TerraformResource[] {
  return listMappings(stack, 'unknown');
}

/** Why a check of such a mapping is not possible. */
export const unknownSource = 'whether it reads a stream is known only after apply';

function listMappings(stack: TerraformStack, answer: Answer): TerraformResource[] {
  return stack
    .resourcesOfType('aws_lambda_event_source_mapping')
    .filter((mapping) => isStreamMapping(mapping) === answer);
}

/** Types of resources whose ARN a mapping of a stream has as its source. */
const streamTypes = ['aws_kinesis_stream', 'aws_kinesis_stream_consumer', 'aws_dynamodb_table'];

/**
 * Decides by the service in the ARN or by the type of the resource, never by a name. Only streams, Kafka topics and DocumentDB
 * have a starting position.
 */
function isStreamMapping({ attributes }: TerraformResource): Answer {
  if (otherSources.some((name) => isSet(attributes, name))) return 'no';
  const source = stringOf(attributes, 'event_source_arn') ?? '';
  const [, service] = /^arn:[^:]*:([\w-]+):/.exec(source) ?? [];
  if (service !== undefined) return service === 'kinesis' || service === 'dynamodb' ? 'yes' : 'no';
  const types = referencesOfValue(source).map(typeOfReference);
  if (types.length > 0 && types.every((type) => streamTypes.includes(type))) return 'yes';
  if (types.length > 0 && types.every((type) => type.startsWith('aws_') && !streamTypes.includes(type))) {
    return 'no';
  }
  const position = attributes['starting_position'];
  if (isUnknownValue(position)) return 'unknown';
  return isSet(attributes, 'starting_position') ? 'yes' : 'no';
}

const otherSources = [
  'topics',
  'queues',
  'self_managed_event_source',
  'amazon_managed_kafka_event_source_config',
  'self_managed_kafka_event_source_config',
  'document_db_event_source_config',
];

/** `aws_kinesis_stream` of `module.in["a"].data.aws_kinesis_stream.orders[0].arn`; empty for `var.x` and `each.value`. */
function typeOfReference(reference: string): string {
  return /(?:^|\.)(aws_\w+)\.[\w-]+/.exec(reference)?.[1] ?? '';
}

/** What a mapping of a stream reads. */
export interface StreamSource {
  readonly service: 'kinesis' | 'dynamodb' | 'unknown';
  /** The data stream, also of an enhanced fan-out consumer; `undefined` if it is not in this stack or unknown. */
  readonly stream: TerraformResource | undefined;
}

/** The source of a mapping that reads a stream. */
export function readStreamSource(stack: TerraformStack, { attributes }: TerraformResource): StreamSource {
  const source = stringOf(attributes, 'event_source_arn');
  const references = referencesOfValue(source).filter((each) => streamTypes.includes(typeOfReference(each)));
  // Of several references, the one to a stream is the source.
  const value = references.length === 1 ? `\${${references.join()}}` : source;
  if (
    stack.findReferenced('aws_dynamodb_table', value) !== undefined ||
    /^arn:[^:]*:dynamodb:/.test(value ?? '')
  ) {
    return { service: 'dynamodb', stream: undefined };
  }
  const consumer = stack.findReferenced('aws_kinesis_stream_consumer', value);
  const streamArn = consumer === undefined ? value : stringOf(consumer.attributes, 'stream_arn');
  const stream = stack.findReferenced('aws_kinesis_stream', streamArn?.replace(/\/consumer\/.*$/, ''));
  const isKinesis =
    stream !== undefined ||
    consumer !== undefined ||
    /^arn:[^:]*:kinesis:/.test(value ?? '') ||
    (references.length > 0 && references.every((each) => typeOfReference(each).startsWith('aws_kinesis')));
  return { service: isKinesis ? 'kinesis' : 'unknown', stream };
}

/** The data stream of a mapping; `undefined` if it is not in this stack, or is a DynamoDB stream. */
export function findStream(stack: TerraformStack, mapping: TerraformResource): TerraformResource | undefined {
  return readStreamSource(stack, mapping).stream;
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

/** Invoke configurations whose function is an expression: each may be for any function of this stack. */
export function unknownInvokeConfigs(stack: TerraformStack): TerraformResource[] {
  return listInvokeConfigs(stack).filter(
    ({ attributes }) =>
      stack.lookUp('aws_lambda_function', stringOf(attributes, 'function_name')) === 'unknown',
  );
}
