import type { Check } from '../check.js';
import { blockOf, blocksOf, isSet, textOf, type Attributes } from '../terraform/attributes.js';

const dimensionsThatServe: Readonly<Record<string, readonly string[]>> = {
  'AWS/Kinesis': ['StreamName'],
  'AWS/Lambda': ['FunctionName', 'EventSourceMappingUUID'],
  'AWS/S3': ['BucketName'],
  'AWS/SQS': ['QueueName'],
  'AWS/SNS': ['TopicName'],
  'AWS/DynamoDB': ['TableName'],
  'AWS/Firehose': ['DeliveryStreamName'],
};

function fault(metric: Attributes): string | undefined {
  const namespace = textOf(metric, 'namespace') ?? '';
  const name = textOf(metric, 'metric_name') ?? 'its metric';
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
