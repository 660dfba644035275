import { blocksOf, isObject, isUnknownValue, stringOf, type JsonObject } from '@headwaters/terraform-reader';
import type { Check, Outcome } from './check.js';

/**
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html;
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html and
 * https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html (both read 2026-11-29).
 */
export const alarmDimensions: Check = {
  id: 'alarm-dimensions',
  severity: 'error',
  why: 'A metric is identified by all of its dimensions. An alarm without them, or with others, gets no data and never fires.',
  fix: 'Set exactly the dimensions that the metric of the monitored resource has.',
  find: (stack) =>
    stack.resourcesOfType('aws_cloudwatch_metric_alarm').flatMap(({ address, attributes }): Outcome[] => {
      const queried = blocksOf(attributes, 'metric_query').flatMap((query) => blocksOf(query, 'metric'));
      return (queried.length > 0 ? queried : [attributes]).flatMap((metric) =>
        describeMetric(address, metric),
      );
    }),
};

/** The dimensions of the metrics of a namespace. */
interface Dimensions {
  /** One of them identifies the resource; none is needed if the list is empty. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const byNamespace: Readonly<Record<string, Dimensions>> = {
  'AWS/DynamoDB': {
    required: ['TableName'],
    optional: ['GlobalSecondaryIndexName', 'Operation', 'OperationType', 'ReceivingRegion', 'StreamLabel'],
  },
  'AWS/Firehose': { required: ['DeliveryStreamName'], optional: [] },
  'AWS/Kinesis': { required: ['StreamName'], optional: ['ConsumerName', 'ShardId'] },
  // Without dimensions, the metrics are those of all functions of the account in the region.
  'AWS/Lambda': {
    required: [],
    optional: ['EventSourceMappingUUID', 'ExecutedVersion', 'FunctionName', 'Resource'],
  },
  'AWS/SNS': {
    required: ['TopicName'],
    optional: ['Application', 'Country', 'Platform', 'Protocol', 'SMSType'],
  },
  'AWS/SQS': { required: ['QueueName'], optional: [] },
};

/** The metrics of S3 that have other dimensions than the requests of a bucket, which have a filter. */
const s3Storage = /^(BucketSizeBytes|NumberOfObjects)$/;
/** Metrics of an account have no dimensions. */
const ofAccount = /^(Account|MaxProvisionedTable|SMSMonthToDateSpentUSD|UserErrors)/;

function describeMetric(address: string, metric: JsonObject): Outcome[] {
  const [namespace, name] = [stringOf(metric, 'namespace'), stringOf(metric, 'metric_name')];
  const dimensions = metric['dimensions'] ?? {};
  if (namespace === undefined || name === undefined) return [];
  if ([namespace, name, dimensions].some(isUnknownValue)) {
    return [{ address, notChecked: 'the metric or its dimensions are an expression' }];
  }
  const actual = Object.keys(isObject(dimensions) ? dimensions : {});
  const problem = namespace === 'AWS/S3' ? s3Problem(name, actual) : problemOf(namespace, name, actual);
  return problem === undefined
    ? []
    : [{ address, what: `The alarm on ${namespace} ${name} has ${problem}.` }];
}

function s3Problem(name: string, actual: readonly string[]): string | undefined {
  // Metrics of a replication rule have other dimensions.
  if (name.includes('Replication')) return undefined;
  const needed = ['BucketName', s3Storage.test(name) ? 'StorageType' : 'FilterId'];
  const missing = needed.filter((dimension) => !actual.includes(dimension));
  return missing.length === 0 ? undefined : `no dimension ${missing.join(' and no ')}`;
}

function problemOf(namespace: string, name: string, actual: readonly string[]): string | undefined {
  const known = byNamespace[namespace];
  if (known === undefined || ofAccount.test(name)) return undefined;
  const { required, optional } = known;
  if (actual.length === 0) return required.length === 0 ? undefined : 'no dimensions';
  const foreign = actual.filter((dimension) => ![...required, ...optional].includes(dimension));
  if (foreign.length > 0) return `the dimension ${foreign.join(', ')}, which the metric does not have`;
  const isIdentified = required.length === 0 || required.some((dimension) => actual.includes(dimension));
  return isIdentified ? undefined : `no dimension ${required.join(' or ')}`;
}
