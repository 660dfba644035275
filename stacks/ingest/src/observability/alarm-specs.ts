import { kinesisLimits } from '@headwaters/pipeline-contract';

/** One CloudWatch alarm: metric, threshold, and the section of the runbook that says what to do. */
export interface AlarmSpec {
  /** Part of the alarm's name and address, such as `stream-throttled`. */
  readonly id: string;
  /** What has happened when the alarm goes off, in one sentence. */
  readonly meaning: string;
  /** Anchor of its section in the runbook. */
  readonly runbookSection: string;
  readonly namespace: string;
  readonly metricName: string;
  /** All dimensions of the metric. With one missing, CloudWatch finds no data and the alarm never goes off. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  /** The alarm goes off above this value. */
  readonly threshold: number;
  /** The alarm goes off if `breaching` of the last `evaluated` minutes are above the threshold. */
  readonly minutes: { readonly breaching: number; readonly evaluated: number };
}

export interface WatchedStream {
  readonly name: string;
  /** Open shards; undefined if this stack does not provision them. */
  readonly shardCount: number | undefined;
  /** Part of the write capacity of the shards above which the alarm goes off. */
  readonly writeThroughputPercent: number;
}

/** Throttled writes, and, for a known number of shards, writes near their capacity. */
export function streamAlarms({ name, shardCount, writeThroughputPercent }: WatchedStream): AlarmSpec[] {
  const shared = { namespace: 'AWS/Kinesis', dimensions: { StreamName: name }, statistic: 'Sum' } as const;
  const throttled: AlarmSpec = {
    ...shared,
    id: 'stream-throttled',
    meaning: 'The stream throttles writes. The producer retries them.',
    runbookSection: 'the-stream-throttles',
    metricName: 'WriteProvisionedThroughputExceeded',
    threshold: 0,
    minutes: { breaching: 5, evaluated: 15 },
  };
  if (shardCount === undefined) return [throttled];
  const bytesPerMinute = 60 * shardCount * kinesisLimits.shardWriteBytesPerSecond;
  const nearlyFull: AlarmSpec = {
    ...shared,
    id: 'stream-nearly-full',
    meaning: `Writes use more than ${writeThroughputPercent} % of the capacity of the shards.`,
    runbookSection: 'the-stream-is-nearly-full',
    metricName: 'IncomingBytes',
    threshold: Math.floor((bytesPerMinute * writeThroughputPercent) / 100),
    minutes: { breaching: 10, evaluated: 15 },
  };
  return [throttled, nearlyFull];
}

export interface WatchedFunction {
  /** The function's part of alarm names, such as `producer`. */
  readonly part: string;
  readonly functionName: string;
}

/** Failed invocations, throttled invocations, and failed deliveries to the failures bucket. */
function functionAlarms({ part, functionName }: WatchedFunction): AlarmSpec[] {
  const shared = {
    namespace: 'AWS/Lambda',
    dimensions: { FunctionName: functionName },
    statistic: 'Sum',
    threshold: 0,
  } as const;
  return [
    {
      ...shared,
      id: `${part}-errors`,
      meaning: 'The function fails repeatedly.',
      runbookSection: 'a-function-fails',
      metricName: 'Errors',
      minutes: { breaching: 3, evaluated: 15 },
    },
    {
      ...shared,
      id: `${part}-throttled`,
      meaning: 'Lambda throttles the function: its concurrency or that of the account is used up.',
      runbookSection: 'a-function-is-throttled',
      metricName: 'Throttles',
      minutes: { breaching: 5, evaluated: 15 },
    },
    {
      ...shared,
      id: `${part}-failures-lost`,
      meaning: 'Lambda could not write a failed invocation to the failures bucket: it is lost.',
      runbookSection: 'failures-are-lost',
      metricName: 'DestinationDeliveryFailures',
      minutes: { breaching: 1, evaluated: 1 },
    },
  ];
}

export interface WatchedProducer extends WatchedFunction {
  readonly streamName: string;
  /** CloudWatch namespace of the functions' own metrics. */
  readonly metricsNamespace: string;
}

/** The function alarms, and uploads that did not reach the stream. */
export function producerAlarms(producer: WatchedProducer): AlarmSpec[] {
  const { part, functionName, streamName, metricsNamespace } = producer;
  const ofProducer = {
    namespace: metricsNamespace,
    dimensions: { service: 'producer', stream: streamName },
    statistic: 'Sum',
    threshold: 0,
  } as const;
  return [
    ...functionAlarms(producer),
    {
      ...ofProducer,
      id: `${part}-uploads-failed`,
      meaning: 'Uploads could not be read or published. Lambda retries them.',
      runbookSection: 'uploads-fail',
      metricName: 'ObjectsFailed',
      minutes: { breaching: 1, evaluated: 5 },
    },
    {
      ...ofProducer,
      id: `${part}-uploads-rejected`,
      meaning: 'An upload was rejected because it can never be published. The ledger has the reason.',
      runbookSection: 'an-upload-was-rejected',
      metricName: 'ObjectsRejected',
      minutes: { breaching: 1, evaluated: 1 },
    },
    {
      id: `${part}-uploads-given-up`,
      meaning: 'The last retry of an upload failed. The failures bucket has its event.',
      runbookSection: 'an-upload-failed-for-good',
      namespace: 'AWS/Lambda',
      metricName: 'AsyncEventsDropped',
      dimensions: { FunctionName: functionName },
      statistic: 'Sum',
      threshold: 0,
      minutes: { breaching: 1, evaluated: 1 },
    },
  ];
}

export interface WatchedConsumer extends WatchedFunction {
  readonly mappingId: string;
  readonly retentionHours: number;
  /** Part of the retention by which the consumer may lag. */
  readonly iteratorAgePercent: number;
}

const millisPerHour = 3_600_000;

/** The function alarms, a consumer that lags, and dead-lettered Kinesis records. */
export function consumerAlarms(consumer: WatchedConsumer): AlarmSpec[] {
  const { part, functionName, mappingId, retentionHours, iteratorAgePercent } = consumer;
  return [
    ...functionAlarms(consumer),
    {
      id: `${part}-behind`,
      meaning: `The consumer lags by more than ${iteratorAgePercent} % of the stream's retention.`,
      runbookSection: 'a-consumer-lags',
      namespace: 'AWS/Lambda',
      metricName: 'IteratorAge',
      dimensions: { FunctionName: functionName },
      statistic: 'Maximum',
      threshold: Math.floor((retentionHours * millisPerHour * iteratorAgePercent) / 100),
      minutes: { breaching: 5, evaluated: 5 },
    },
    {
      id: `${part}-dead-letters`,
      meaning: 'Kinesis records were dead-lettered after their last retry. The failures bucket has copies.',
      runbookSection: 'records-were-dead-lettered',
      namespace: 'AWS/Lambda',
      metricName: 'OnFailureDestinationDeliveredEventCount',
      dimensions: { EventSourceMappingUUID: mappingId },
      statistic: 'Sum',
      threshold: 0,
      minutes: { breaching: 1, evaluated: 1 },
    },
  ];
}
