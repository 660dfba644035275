/** A CloudWatch metric. With one dimension missing it is another metric, and CloudWatch finds no data. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Source: https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html, read on 2026-11-28. */
const kinesis = 'AWS/Kinesis';

/** Basic metrics of a stream. Kinesis sends them every minute at no charge. */
export type StreamMetricName =
  | 'IncomingBytes'
  | 'IncomingRecords'
  | 'GetRecords.Bytes'
  | 'ReadProvisionedThroughputExceeded'
  | 'WriteProvisionedThroughputExceeded';

export const streamMetric = (streamName: string, name: StreamMetricName): Metric => ({
  namespace: kinesis,
  name,
  dimensions: { StreamName: streamName },
});

/** Metrics of one enhanced fan-out consumer of a stream. */
export interface FanOutConsumer {
  readonly streamName: string;
  /** Name that the consumer is registered with at the stream. */
  readonly consumerName: string;
}

export type FanOutMetricName = 'SubscribeToShardEvent.Bytes' | 'SubscribeToShardEvent.MillisBehindLatest';

export const fanOutMetric = (
  { streamName, consumerName }: FanOutConsumer,
  name: FanOutMetricName,
): Metric => ({
  namespace: kinesis,
  name,
  dimensions: { StreamName: streamName, ConsumerName: consumerName },
});

/** Enhanced metrics of each shard, which Kinesis sends only if they are enabled. Billed per shard, metric and month. */
export const shardMetricNames = ['IncomingBytes', 'IncomingRecords', 'IteratorAgeMilliseconds'] as const;
export type ShardMetricName = (typeof shardMetricNames)[number];

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html, read on 2026-11-28. */
const lambda = 'AWS/Lambda';

export type FunctionMetricName =
  | 'AsyncEventAge'
  | 'AsyncEventsDropped'
  | 'DestinationDeliveryFailures'
  | 'Duration'
  | 'Errors'
  | 'Invocations'
  | 'IteratorAge'
  | 'Throttles';

/**
 * The metric of a function over all of its versions and aliases.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html ("View aggregate metrics for all versions and
 * aliases of a function"), read on 2026-11-28.
 */
export const functionMetric = (functionName: string, name: FunctionMetricName): Metric => ({
  namespace: lambda,
  name,
  dimensions: { FunctionName: functionName },
});

/** Metrics of an event source mapping with `EventCount` in its metrics configuration. A disabled mapping sends none. */
export type MappingMetricName =
  'FailedInvokeEventCount' | 'OnFailureDestinationDeliveredEventCount' | 'PolledEventCount';

export const mappingMetric = (mappingId: string, name: MappingMetricName): Metric => ({
  namespace: lambda,
  name,
  dimensions: { EventSourceMappingUUID: mappingId },
});

/** Metrics of a queue. One without messages sends none after six hours. */
export type QueueMetricName = 'ApproximateAgeOfOldestMessage' | 'ApproximateNumberOfMessagesVisible';

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html, read on 2026-11-29. */
export const queueMetric = (queueName: string, name: QueueMetricName): Metric => ({
  namespace: 'AWS/SQS',
  name,
  dimensions: { QueueName: queueName },
});

/** Metrics of a rule on the default event bus. */
export type RuleMetricName = 'InvocationsFailedToBeSentToDlq';

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html, read on 2026-11-29. */
export const ruleMetric = (ruleName: string, name: RuleMetricName): Metric => ({
  namespace: 'AWS/Events',
  name,
  dimensions: { RuleName: ruleName },
});

/** Metrics of a delivery stream: of what it delivers, and of what it reads from a stream. */
export type DeliveryMetricName =
  | 'DataReadFromKinesisStream.Records'
  | 'DeliveryToRedshift.DataFreshness'
  | 'DeliveryToS3.DataFreshness'
  | 'DeliveryToS3.Records'
  | 'KinesisMillisBehindLatest';

/** Source: https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html, read on 2026-11-29. */
export const deliveryMetric = (deliveryStream: string, name: DeliveryMetricName): Metric => ({
  namespace: 'AWS/Firehose',
  name,
  dimensions: { DeliveryStreamName: deliveryStream },
});

/** Where the functions' own metrics are. The functions print them in the embedded metric format. */
export interface OwnMetrics {
  /** CloudWatch namespace. */
  readonly metricsNamespace: string;
}

/** Metrics of the producer. Names and dimensions are those of `apps/producer/src/invocation-counts.ts` and `handler.ts`. */
export type ProducerMetricName =
  | 'BytesPublished'
  | 'BytesRead'
  | 'ObjectsFailed'
  | 'ObjectsPublished'
  | 'ObjectsRejected'
  | 'PutRecordsEntriesDeferred';

export const producerMetric = (
  { metricsNamespace, streamName }: OwnMetrics & { readonly streamName: string },
  name: ProducerMetricName,
): Metric => ({
  namespace: metricsNamespace,
  name,
  dimensions: { service: 'producer', stream: streamName },
});

/** Metrics of a built-in consumer. Names and dimensions are those of `apps/consumer/src/invocation-counts.ts` and `handler.ts`. */
export type ConsumerMetricName = 'BlocksAccepted' | 'BlocksFailed' | 'BlocksQuarantined';

export const consumerMetric = (
  { metricsNamespace, consumerName }: OwnMetrics & { readonly consumerName: string },
  name: ConsumerMetricName,
): Metric => ({
  namespace: metricsNamespace,
  name,
  dimensions: { service: 'consumer', consumer: consumerName },
});

/** Metrics of the reconciler, once for each run. Names and dimensions are those of `apps/reconciler/src/handler.ts`. */
export type ReconcilerMetricName = 'ObjectsNeverSeen';

export const reconcilerMetric = ({ metricsNamespace }: OwnMetrics, name: ReconcilerMetricName): Metric => ({
  namespace: metricsNamespace,
  name,
  dimensions: { service: 'reconciler' },
});

/** Metrics of the canary, once for each upload. Names and dimensions are those of `apps/canary/src/handler.ts`. */
export type CanaryMetricName = 'CanarySucceeded' | 'CanaryLatency';

export const canaryMetric = ({ metricsNamespace }: OwnMetrics, name: CanaryMetricName): Metric => ({
  namespace: metricsNamespace,
  name,
  dimensions: { service: 'canary' },
});
