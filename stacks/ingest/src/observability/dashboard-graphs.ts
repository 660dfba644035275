import type { WatchedTrigger } from '../trigger/upload-trigger.js';
import type { Statistic } from './alarm-spec.js';
import type { WatchedConsumer } from './consumer-alarms.js';
import type { WatchedDelivery } from './delivery-alarms.js';
import {
  canaryMetric,
  consumerMetric,
  type ConsumerMetricName,
  deliveryMetric,
  type DeliveryMetricName,
  fanOutMetric,
  functionMetric,
  type FunctionMetricName,
  mappingMetric,
  type MappingMetricName,
  type Metric,
  producerMetric,
  type ProducerMetricName,
  queueMetric,
  type QueueMetricName,
  reconcilerMetric,
  type ShardMetricName,
  streamMetric,
  type StreamMetricName,
} from './metrics.js';
import type { WatchedCanary, WatchedReconciler } from './operation-alarms.js';
import type { WatchedProducer } from './producer-alarms.js';

export interface GraphedPipeline {
  readonly streamName: string;
  /** The name itself, not a reference to the resource. Set if Kinesis sends metrics of each shard. */
  readonly shardsOf: string | undefined;
  readonly producer: WatchedProducer;
  readonly trigger: WatchedTrigger;
  readonly consumers: readonly WatchedConsumer[];
  readonly deliveries: readonly WatchedDelivery[];
  readonly reconciler: WatchedReconciler | undefined;
  readonly canary: WatchedCanary | undefined;
}

export interface Graph {
  readonly title: string;
  readonly statistic: Statistic;
  readonly metrics: readonly Metric[];
  /** Finds the metrics of a graph when it is shown. */
  readonly search?: string;
}

/** The graphs in the order of the data: uploads, stream, consumers, the canary and the reconciliation, functions, shards. */
export function graphsOf(pipeline: GraphedPipeline): Graph[] {
  return [
    ...uploadGraphs(pipeline),
    ...triggerGraphs(pipeline),
    ...streamGraphs(pipeline),
    ...consumerGraphs(pipeline),
    ...deliveryGraphs(pipeline),
    ...operationGraphs(pipeline),
    ...functionGraphs(pipeline),
    ...(pipeline.shardsOf === undefined ? [] : shardGraphs(pipeline.shardsOf)),
  ];
}

function uploadGraphs({ producer }: GraphedPipeline): Graph[] {
  const of = (...names: readonly ProducerMetricName[]) => names.map((name) => producerMetric(producer, name));
  return [
    {
      title: 'Uploads',
      statistic: 'Sum',
      metrics: of('ObjectsPublished', 'ObjectsFailed', 'ObjectsRejected'),
    },
    { title: 'Bytes read and published', statistic: 'Sum', metrics: of('BytesRead', 'BytesPublished') },
    {
      title: 'Age of upload events, in ms',
      statistic: 'Maximum',
      metrics: [functionMetric(producer.functionName, 'AsyncEventAge')],
    },
  ];
}

function triggerGraphs({ trigger: { queue, deadLetterQueue } }: GraphedPipeline): Graph[] {
  const queues = [queue, deadLetterQueue].filter((name) => name !== undefined);
  const graph = (title: string, name: QueueMetricName): Graph => ({
    title,
    statistic: 'Maximum',
    metrics: queues.map((queueName) => queueMetric(queueName, name)),
  });
  if (queues.length === 0) return [];
  return [
    graph('Queues of uploads: messages', 'ApproximateNumberOfMessagesVisible'),
    graph('Queues of uploads: age of the oldest message, in s', 'ApproximateAgeOfOldestMessage'),
  ];
}

function deliveryGraphs({ deliveries }: GraphedPipeline): Graph[] {
  if (deliveries.length === 0) return [];
  const of = (name: DeliveryMetricName) =>
    deliveries.map(({ deliveryStream }) => deliveryMetric(deliveryStream, name));
  return [
    {
      title: 'Deliveries: age of the oldest record, in s',
      statistic: 'Maximum',
      metrics: of('DeliveryToS3.DataFreshness'),
    },
    { title: 'Deliveries: records', statistic: 'Sum', metrics: of('DeliveryToS3.Records') },
  ];
}

function streamGraphs({ streamName, producer, consumers }: GraphedPipeline): Graph[] {
  const of = (name: StreamMetricName) => streamMetric(streamName, name);
  const fanOutBytes = fanOutConsumersOf(consumers).map((consumer) =>
    fanOutMetric(consumer, 'SubscribeToShardEvent.Bytes'),
  );
  return [
    {
      title: 'Stream: bytes in and out',
      statistic: 'Sum',
      metrics: [of('IncomingBytes'), of('GetRecords.Bytes'), ...fanOutBytes],
    },
    {
      title: 'Stream: Kinesis records in, and read by each consumer',
      statistic: 'Sum',
      metrics: [of('IncomingRecords'), ...mappingMetrics(consumers, 'PolledEventCount')],
    },
    {
      title: 'Stream: throttled writes',
      statistic: 'Sum',
      metrics: [
        of('WriteProvisionedThroughputExceeded'),
        producerMetric(producer, 'PutRecordsEntriesDeferred'),
      ],
    },
    {
      title: 'Stream: part of the reads that are throttled',
      statistic: 'Average',
      metrics: [of('ReadProvisionedThroughputExceeded')],
    },
  ];
}

function consumerGraphs({ consumers }: GraphedPipeline): Graph[] {
  const functionNames = consumers.map(({ functionName }) => functionName);
  const fanOut = fanOutConsumersOf(consumers);
  const behind: Graph = {
    title: 'Fan-out: ms behind the stream',
    statistic: 'Maximum',
    metrics: fanOut.map((consumer) => fanOutMetric(consumer, 'SubscribeToShardEvent.MillisBehindLatest')),
  };
  return [
    {
      title: 'Iterator age, in ms',
      statistic: 'Maximum',
      metrics: functionMetrics(functionNames, 'IteratorAge'),
    },
    ...(fanOut.length > 0 ? [behind] : []),
    {
      title: 'Blocks accepted',
      statistic: 'Sum',
      metrics: consumerMetrics(consumers, 'BlocksAccepted'),
    },
    {
      title: 'Blocks failed and quarantined',
      statistic: 'Sum',
      metrics: [
        ...consumerMetrics(consumers, 'BlocksFailed'),
        ...consumerMetrics(consumers, 'BlocksQuarantined'),
      ],
    },
    {
      title: 'Kinesis records in failed batches',
      statistic: 'Sum',
      metrics: mappingMetrics(consumers, 'FailedInvokeEventCount'),
    },
    {
      title: 'Dead-lettered Kinesis records',
      statistic: 'Sum',
      metrics: mappingMetrics(consumers, 'OnFailureDestinationDeliveredEventCount'),
    },
  ];
}

function operationGraphs({ canary, reconciler }: GraphedPipeline): Graph[] {
  const latency = (of: WatchedCanary): Graph => ({
    title: 'Canary: ms from the upload to the last consumer',
    statistic: 'Maximum',
    metrics: [canaryMetric(of, 'CanaryLatency')],
  });
  const neverSeen = (of: WatchedReconciler): Graph => ({
    title: 'Reconciliation: uploads that were never seen',
    statistic: 'Maximum',
    metrics: [reconcilerMetric(of, 'ObjectsNeverSeen')],
  });
  return [
    ...(canary === undefined ? [] : [latency(canary)]),
    ...(reconciler === undefined ? [] : [neverSeen(reconciler)]),
  ];
}

function functionGraphs({ producer, consumers, reconciler, canary }: GraphedPipeline): Graph[] {
  const names = [producer, ...consumers, reconciler, canary].flatMap((each) => each?.functionName ?? []);
  const of = (name: FunctionMetricName) => functionMetrics(names, name);
  return [
    { title: 'Invocations', statistic: 'Sum', metrics: of('Invocations') },
    { title: 'Errors and throttles', statistic: 'Sum', metrics: [...of('Errors'), ...of('Throttles')] },
    {
      title: 'Lost failures, and dropped upload events',
      statistic: 'Sum',
      metrics: [
        ...of('DestinationDeliveryFailures'),
        functionMetric(producer.functionName, 'AsyncEventsDropped'),
      ],
    },
    { title: 'Duration, in ms', statistic: 'Maximum', metrics: of('Duration') },
  ];
}

/** Shards come and go with each resharding, so a search finds them. */
function shardGraphs(streamName: string): Graph[] {
  const graph = (title: string, name: ShardMetricName, statistic: Statistic): Graph => ({
    title: `Each shard: ${title}`,
    statistic,
    metrics: [],
    search: shardSearch(streamName, name, statistic),
  });
  return [
    graph('bytes in', 'IncomingBytes', 'Sum'),
    graph('Kinesis records in', 'IncomingRecords', 'Sum'),
    graph('iterator age, in ms', 'IteratorAgeMilliseconds', 'Maximum'),
  ];
}

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html, read on 2026-11-28. */
function shardSearch(streamName: string, name: ShardMetricName, statistic: Statistic): string {
  const query = `{AWS/Kinesis,ShardId,StreamName} MetricName="${name}" StreamName="${streamName}"`;
  return `SEARCH('${query}', '${statistic}', 60)`;
}

const functionMetrics = (functionNames: readonly string[], name: FunctionMetricName) =>
  functionNames.map((functionName) => functionMetric(functionName, name));

const mappingMetrics = (consumers: readonly WatchedConsumer[], name: MappingMetricName) =>
  consumers.map(({ mappingId }) => mappingMetric(mappingId, name));

const consumerMetrics = (consumers: readonly WatchedConsumer[], name: ConsumerMetricName) =>
  consumers.flatMap(({ metricsNamespace, consumerName }) =>
    consumerName === undefined ? [] : [consumerMetric({ metricsNamespace, consumerName }, name)],
  );

const fanOutConsumersOf = (consumers: readonly WatchedConsumer[]) =>
  consumers.flatMap(({ streamName, fanOutName }) =>
    fanOutName === undefined ? [] : [{ streamName, consumerName: fanOutName }],
  );
