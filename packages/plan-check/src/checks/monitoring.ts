import {
  blockOf,
  blocksOf,
  isSet,
  numberOf,
  stringOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { refersTo, type TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Violation } from './check.js';

export const alarmDimensions: Check = {
  id: 'alarm-dimensions',
  severity: 'error',
  why: 'A metric is identified by all of its dimensions. An alarm without them gets no data and never fires.',
  fix: 'Set the dimensions of the monitored resource.',
  find: (stack) =>
    stack.resourcesOfType('aws_cloudwatch_metric_alarm').flatMap(({ address, attributes }) => {
      const queried = blocksOf(attributes, 'metric_query').flatMap((query) => blocksOf(query, 'metric'));
      const metrics = queried.length > 0 ? queried : [attributes];
      return metrics.flatMap((metric) => {
        const what = describeWrongDimensions(metric);
        return what === undefined ? [] : [{ address, what }];
      });
    }),
};

/** The dimensions that identify a resource, by namespace. One of them is enough. */
const identifyingDimensions: Readonly<Record<string, readonly string[]>> = {
  'AWS/Kinesis': ['StreamName'],
  'AWS/Lambda': ['FunctionName', 'EventSourceMappingUUID'],
  'AWS/S3': ['BucketName'],
  'AWS/SQS': ['QueueName'],
  'AWS/SNS': ['TopicName'],
  'AWS/DynamoDB': ['TableName'],
  'AWS/Firehose': ['DeliveryStreamName'],
};

function describeWrongDimensions(metric: JsonObject): string | undefined {
  const namespace = stringOf(metric, 'namespace') ?? '';
  const name = stringOf(metric, 'metric_name') ?? 'its metric';
  if (!namespace.startsWith('AWS/')) return undefined;
  if (!isSet(metric, 'dimensions')) return `The alarm on ${namespace} ${name} has no dimensions.`;
  const actual = Object.keys(blockOf(metric, 'dimensions') ?? {});
  const expected = identifyingDimensions[namespace];
  if (
    actual.length === 0 ||
    expected === undefined ||
    expected.some((dimension) => actual.includes(dimension))
  ) {
    return undefined;
  }
  return `The alarm on ${namespace} ${name} has the dimensions ${actual.join(', ')}; the metric has ${expected.join(' or ')}.`;
}

export const logRetention: Check = {
  id: 'log-retention',
  severity: 'error',
  why: 'Logs without a retention are kept and billed forever.',
  fix: 'Declare a log group with retention_in_days.',
  find: (stack) => [...logGroupsWithoutRetention(stack), ...functionsWithoutLogGroup(stack)],
};

function logGroupsWithoutRetention(stack: TerraformStack): Violation[] {
  return stack
    .resourcesOfType('aws_cloudwatch_log_group')
    .filter(
      ({ attributes }) =>
        !isSet(attributes, 'retention_in_days') || numberOf(attributes, 'retention_in_days') === 0,
    )
    .map(({ address }) => ({ address, what: 'The logs never expire.' }));
}

function functionsWithoutLogGroup(stack: TerraformStack): Violation[] {
  return stack
    .resourcesOfType('aws_lambda_function')
    .filter((lambda) => !hasLogGroup(stack, lambda))
    .map(({ address }) => ({
      address,
      what: 'The function has no log group in this stack: Lambda creates one whose logs never expire.',
    }));
}

function hasLogGroup(stack: TerraformStack, lambda: TerraformResource): boolean {
  const declared = stringOf(blockOf(lambda.attributes, 'logging_config'), 'log_group');
  if (declared !== undefined) return true;
  return stack.resourcesOfType('aws_cloudwatch_log_group').some(({ attributes }) => {
    const [, functionName] = /^\/aws\/lambda\/(.+)$/.exec(stringOf(attributes, 'name') ?? '') ?? [];
    return functionName !== undefined && refersTo(functionName, lambda);
  });
}
