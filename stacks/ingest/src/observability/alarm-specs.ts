import { kinesisLimits } from '@headwaters/pipeline-contract';

/** What is watched, when it is too much, and which section of RUNBOOK.md says what to do. */
export interface AlarmSpec {
  /** Part of the alarm's name and address, such as `stream-throttled`. */
  readonly id: string;
  /** What has happened when it alarms, as one sentence. */
  readonly meaning: string;
  /** The heading of its section in RUNBOOK.md, as a link names it. */
  readonly runbookSection: string;
  readonly namespace: string;
  readonly metricName: string;
  /** Without all of its dimensions a metric does not exist, and its alarm never goes off. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  /** It alarms above this. */
  readonly threshold: number;
  /** How many of the last minutes must be above the threshold: `[bad, looked at]`. */
  readonly minutes: readonly [bad: number, of: number];
}

interface WatchedStream {
  readonly name: string;
  /** Open shards; undefined where AWS adds them on demand. */
  readonly shardCount: number | undefined;
  /** The part of what the shards take in above which it alarms. */
  readonly writeThroughputPercent: number;
}

/** Writes that the stream turns away, and, where the shards are counted, that it is about to. */
export function streamAlarms({ name, shardCount, writeThroughputPercent }: WatchedStream): AlarmSpec[] {
  const shared = { namespace: 'AWS/Kinesis', dimensions: { StreamName: name }, statistic: 'Sum' } as const;
  const throttled: AlarmSpec = {
    ...shared,
    id: 'stream-throttled',
    meaning: 'The stream turns writes away: the producer waits and tries again.',
    runbookSection: 'the-stream-throttles',
    metricName: 'WriteProvisionedThroughputExceeded',
    threshold: 0,
    minutes: [5, 15],
  };
  if (shardCount === undefined) return [throttled];
  const bytesPerMinute = 60 * shardCount * kinesisLimits.shardWriteBytesPerSecond;
  const nearlyFull: AlarmSpec = {
    ...shared,
    id: 'stream-nearly-full',
    meaning: `More than ${writeThroughputPercent} % of what the shards take in is used.`,
    runbookSection: 'the-stream-is-nearly-full',
    metricName: 'IncomingBytes',
    threshold: Math.floor((bytesPerMinute * writeThroughputPercent) / 100),
    minutes: [10, 15],
  };
  return [throttled, nearlyFull];
}

interface WatchedFunction {
  /** What stands for the function in alarm names, such as `producer`. */
  readonly part: string;
  readonly functionName: string;
}

/** What can go wrong with any function: it fails, it is not let run, or what it failed at can't be kept. */
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
      meaning: 'The function fails again and again.',
      runbookSection: 'a-function-fails',
      metricName: 'Errors',
      minutes: [3, 15],
    },
    {
      ...shared,
      id: `${part}-throttled`,
      meaning: 'The function is not let run: its concurrency, or the account, is used up.',
      runbookSection: 'a-function-is-throttled',
      metricName: 'Throttles',
      minutes: [5, 15],
    },
    {
      ...shared,
      id: `${part}-failures-lost`,
      meaning: 'What failed for good could not be put into the failures bucket: it is lost.',
      runbookSection: 'failures-are-lost',
      metricName: 'DestinationDeliveryFailures',
      minutes: [1, 1],
    },
  ];
}

interface WatchedProducer extends WatchedFunction {
  readonly streamName: string;
  /** The CloudWatch namespace of the metrics that the functions print. */
  readonly metricsNamespace: string;
}

/** Uploads that did not reach the stream, besides what any function's alarms tell. */
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
      meaning: 'Uploads could not be read or published; each is tried again.',
      runbookSection: 'uploads-fail',
      metricName: 'ObjectsFailed',
      minutes: [1, 5],
    },
    {
      ...ofProducer,
      id: `${part}-uploads-rejected`,
      meaning: 'An upload can never be published and was put aside at once; the ledger says why.',
      runbookSection: 'an-upload-was-rejected',
      metricName: 'ObjectsRejected',
      minutes: [1, 1],
    },
    {
      id: `${part}-uploads-given-up`,
      meaning: 'An upload was given up after its last try; the failures bucket holds its event.',
      runbookSection: 'an-upload-was-given-up',
      namespace: 'AWS/Lambda',
      metricName: 'AsyncEventsDropped',
      dimensions: { FunctionName: functionName },
      statistic: 'Sum',
      threshold: 0,
      minutes: [1, 1],
    },
  ];
}

interface WatchedConsumer extends WatchedFunction {
  readonly mappingId: string;
  readonly retentionHours: number;
  /** The part of the retention that the consumer may be behind. */
  readonly iteratorAgePercent: number;
}

const millisPerHour = 3_600_000;

/** A consumer that falls behind, or that gave records up, besides what any function's alarms tell. */
export function consumerAlarms(consumer: WatchedConsumer): AlarmSpec[] {
  const { part, functionName, mappingId, retentionHours, iteratorAgePercent } = consumer;
  return [
    ...functionAlarms(consumer),
    {
      id: `${part}-behind`,
      meaning: `The consumer is behind by more than ${iteratorAgePercent} % of what the stream remembers.`,
      runbookSection: 'a-consumer-is-behind',
      namespace: 'AWS/Lambda',
      metricName: 'IteratorAge',
      dimensions: { FunctionName: functionName },
      statistic: 'Maximum',
      threshold: Math.floor((retentionHours * millisPerHour * iteratorAgePercent) / 100),
      minutes: [5, 5],
    },
    {
      id: `${part}-dead-letters`,
      meaning: 'Records were given up after their last try; the failures bucket holds them whole.',
      runbookSection: 'records-were-given-up',
      namespace: 'AWS/Lambda',
      metricName: 'OnFailureDestinationDeliveredEventCount',
      dimensions: { EventSourceMappingUUID: mappingId },
      statistic: 'Sum',
      threshold: 0,
      minutes: [1, 1],
    },
  ];
}
