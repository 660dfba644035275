import {
  type JsonObject,
  type TerraformResource,
  blockOf,
  blocksOf,
  isSet,
  numberOf,
  stringOf,
} from '@headwaters/terraform-reader';
import { type TerraformStack, refersTo } from '../stack/terraform-stack.js';
import type { Check } from './check.js';

const dimensionsThatServe: Readonly<Record<string, readonly string[]>> = {
  'AWS/Kinesis': ['StreamName'],
  'AWS/Lambda': ['FunctionName', 'EventSourceMappingUUID'],
  'AWS/S3': ['BucketName'],
  'AWS/SQS': ['QueueName'],
  'AWS/SNS': ['TopicName'],
  'AWS/DynamoDB': ['TableName'],
  'AWS/Firehose': ['DeliveryStreamName'],
};

function fault(metric: JsonObject): string | undefined {
  const namespace = stringOf(metric, 'namespace') ?? '';
  const name = stringOf(metric, 'metric_name') ?? 'its metric';
  if (!namespace.startsWith('AWS/')) return undefined;
  if (!isSet(metric, 'dimensions')) return `${namespace} ${name} is watched without any dimension.`;
  const given = Object.keys(blockOf(metric, 'dimensions') ?? {});
  const serving = dimensionsThatServe[namespace];
  if (given.length === 0 || serving === undefined || serving.some((dimension) => given.includes(dimension))) {
    return undefined;
  }
  return `${namespace} ${name} is watched by ${given.join(', ')}, but exists by ${serving.join(' or ')}.`;
}

export const alarmDimensions: Check = {
  id: 'alarm-dimensions',
  severity: 'error',
  why: 'A metric exists only under all of its dimensions: an alarm without them watches nothing and never goes off.',
  fix: 'Set the dimensions of the resource that is watched.',
  find: (stack) =>
    stack.ofType('aws_cloudwatch_metric_alarm').flatMap(({ address, attributes }) => {
      const queried = blocksOf(attributes, 'metric_query').flatMap((query) => blocksOf(query, 'metric'));
      const watched = queried.length > 0 ? queried : [attributes];
      return watched.flatMap((metric) => {
        const what = fault(metric);
        return what === undefined ? [] : [{ address, what }];
      });
    }),
};

function hasLogGroup(stack: TerraformStack, lambda: TerraformResource): boolean {
  const named = stringOf(blockOf(lambda.attributes, 'logging_config'), 'log_group');
  if (named !== undefined) return true;
  return stack.ofType('aws_cloudwatch_log_group').some(({ attributes }) => {
    const [, functionName] = /^\/aws\/lambda\/(.+)$/.exec(stringOf(attributes, 'name') ?? '') ?? [];
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
