export interface DocumentedMetric {
  readonly namespace: string;
  readonly name: string;
  /** Names of all its dimensions. */
  readonly dimensions: readonly string[];
  /** The statistics that the page recommends or lists. */
  readonly statistics: readonly string[];
  /** The page that documents it. */
  readonly page: string;
}

const metricsOf =
  (source: Omit<DocumentedMetric, 'name' | 'statistics'>) =>
  (name: string, ...statistics: readonly string[]): DocumentedMetric => ({ ...source, name, statistics });

const ofStream = metricsOf({
  namespace: 'AWS/Kinesis',
  dimensions: ['StreamName'],
  page: 'https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html#kinesis-metrics-stream',
});
const ofFanOut = metricsOf({
  namespace: 'AWS/Kinesis',
  dimensions: ['StreamName', 'ConsumerName'],
  page: 'https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html#kinesis-metrics-stream',
});
const ofShard = metricsOf({
  namespace: 'AWS/Kinesis',
  dimensions: ['StreamName', 'ShardId'],
  page: 'https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html#kinesis-metrics-shard',
});
const lambdaPage = 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html';
const ofInvocations = metricsOf({
  namespace: 'AWS/Lambda',
  dimensions: ['FunctionName'],
  page: `${lambdaPage}#invocation-metrics`,
});
const ofPerformance = metricsOf({
  namespace: 'AWS/Lambda',
  dimensions: ['FunctionName'],
  page: `${lambdaPage}#performance-metrics`,
});
const ofAsynchronous = metricsOf({
  namespace: 'AWS/Lambda',
  dimensions: ['FunctionName'],
  page: `${lambdaPage}#async-invocation-metrics`,
});
const ofMapping = metricsOf({
  namespace: 'AWS/Lambda',
  dimensions: ['EventSourceMappingUUID'],
  page: `${lambdaPage}#event-source-mapping-metrics`,
});

const ofQueue = metricsOf({
  namespace: 'AWS/SQS',
  dimensions: ['QueueName'],
  page: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
});
const ofRule = metricsOf({
  namespace: 'AWS/Events',
  dimensions: ['RuleName'],
  page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html#eb-metrics',
});
const ofDelivery = metricsOf({
  namespace: 'AWS/Firehose',
  dimensions: ['DeliveryStreamName'],
  page: 'https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html',
});

const everyStatistic = ['Minimum', 'Maximum', 'Average', 'Sum', 'Samples'] as const;

/** Metrics of AWS as their pages list them, copied on 2026-11-28 and 2026-11-29. The stack uses no others. */
export const documentedMetrics: readonly DocumentedMetric[] = [
  ofStream('GetRecords.Bytes', ...everyStatistic),
  ofStream('IncomingBytes', ...everyStatistic),
  ofStream('IncomingRecords', ...everyStatistic),
  ofStream('ReadProvisionedThroughputExceeded', ...everyStatistic),
  ofStream('WriteProvisionedThroughputExceeded', ...everyStatistic),
  ofFanOut('SubscribeToShardEvent.Bytes', ...everyStatistic),
  ofFanOut('SubscribeToShardEvent.MillisBehindLatest', 'Minimum', 'Maximum', 'Average', 'Samples'),
  ofShard('IncomingBytes', ...everyStatistic),
  ofShard('IncomingRecords', ...everyStatistic),
  ofShard('IteratorAgeMilliseconds', 'Minimum', 'Maximum', 'Average', 'Samples'),
  ofInvocations('DestinationDeliveryFailures', 'Sum'),
  ofInvocations('Errors', 'Sum'),
  ofInvocations('Invocations', 'Sum'),
  ofInvocations('Throttles', 'Sum'),
  ofPerformance('Duration', 'Average', 'Maximum'),
  ofPerformance('IteratorAge', 'Average', 'Maximum'),
  ofAsynchronous('AsyncEventAge', 'Average', 'Maximum'),
  ofAsynchronous('AsyncEventsDropped', 'Sum'),
  ofMapping('FailedInvokeEventCount', 'Sum'),
  ofMapping('OnFailureDestinationDeliveredEventCount', 'Sum'),
  ofMapping('PolledEventCount', 'Sum'),
  ofQueue('ApproximateAgeOfOldestMessage', ...everyStatistic),
  ofQueue('ApproximateNumberOfMessagesVisible', ...everyStatistic),
  ofRule('InvocationsFailedToBeSentToDlq', 'Sum'),
  ofDelivery('DataReadFromKinesisStream.Records', ...everyStatistic),
  // The pages of other destinations name Sum too, which makes no sense for an age.
  ofDelivery('DeliveryToRedshift.DataFreshness', 'Minimum', 'Maximum', 'Average', 'Samples'),
  ofDelivery('DeliveryToS3.DataFreshness', 'Minimum', 'Maximum', 'Average', 'Samples'),
  ofDelivery('DeliveryToS3.Records', ...everyStatistic),
  ofDelivery('KinesisMillisBehindLatest', 'Minimum', 'Maximum', 'Average', 'Samples'),
];
