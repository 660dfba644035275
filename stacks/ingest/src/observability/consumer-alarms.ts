import { type AlarmSpec, type Evaluation, fiveMinutes, once } from './alarm-spec.js';
import { functionAlarms, type WatchedFunction } from './function-alarms.js';
import {
  consumerMetric,
  type ConsumerMetricName,
  functionMetric,
  mappingMetric,
  streamMetric,
  type Metric,
} from './metrics.js';

export interface WatchedConsumer extends WatchedFunction {
  readonly streamName: string;
  readonly mappingId: string;
  /** Its name in the functions' own metrics; undefined for a consumer of another team, which does not send them. */
  readonly consumerName: string | undefined;
  /** CloudWatch namespace of the functions' own metrics. */
  readonly metricsNamespace: string;
  /** Whether its mapping reads the stream. */
  readonly enabled: boolean;
  /** Name that the consumer is registered with at the stream; undefined without enhanced fan-out. */
  readonly fanOutName: string | undefined;
  /** Longest time between two batches of a shard that always has data: the function's timeout and the batching window. */
  readonly longestBatchSeconds: number;
  readonly lagWarningMinutes: number;
  readonly lagCriticalMinutes: number;
}

/** The function alarms, a consumer that lags, fails or has stopped, and Kinesis records that it left behind. */
export function consumerAlarms(consumer: WatchedConsumer): AlarmSpec[] {
  return [
    ...functionAlarms(consumer),
    // One that is paused on purpose does not read.
    ...(consumer.enabled ? stopped(consumer) : []),
    ...lags(consumer),
    failedInvocations(consumer),
    ...ownAlarms(consumer),
    deadLetters(consumer),
  ];
}

const sumOf = (metric: Metric) => ({ metric, statistic: 'Sum' }) as const;

/** Periods of five minutes that can pass without a new batch although the consumer works. */
const silentPeriods = ({ longestBatchSeconds }: WatchedConsumer) => Math.floor(longestBatchSeconds / 300);

/**
 * Kinesis records come in, and the consumer reads none. Neither IteratorAge nor Errors exist without an invocation, and a disabled
 * mapping sends no metrics at all, so FILL replaces what is missing by 0.
 *
 * All evaluated periods must be silent. So neither a Kinesis record that arrives at the end of a period and is read in the next one
 * sets the alarm off, nor the most recent period, of which data may be late.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html ("If your event source mapping is disabled, you
 * won't receive event source mapping metrics"; PolledEventCount detects whether a mapping polls) and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (FILL in alarms), read on 2026-11-28.
 */
function stopped(consumer: WatchedConsumer): AlarmSpec[] {
  const { part, functionName, mappingId, streamName } = consumer;
  const shared = {
    severity: 'page',
    runbookSection: 'a-consumer-has-stopped',
    measured: {
      expression: 'IF((FILL(incoming, 0) > 0) AND ((FILL(polled, 0) + FILL(invoked, 0)) == 0), 1, 0)',
      metrics: {
        incoming: sumOf(streamMetric(streamName, 'IncomingRecords')),
        polled: sumOf(mappingMetric(mappingId, 'PolledEventCount')),
        invoked: sumOf(functionMetric(functionName, 'Invocations')),
      },
    },
    threshold: 0,
    missingData: 'notBreaching',
  } as const;
  const periods = silentPeriods(consumer) + 2;
  return [
    {
      ...shared,
      id: `${part}-stopped`,
      meaning: `Kinesis records come in, but the consumer has read none for ${periods * 5} minutes.`,
      evaluation: fiveMinutes(periods, periods),
    },
    {
      ...shared,
      // With few uploads, some periods of five minutes have none.
      id: `${part}-stopped-hours`,
      meaning: 'Kinesis records come in, but the consumer has read none for two hours.',
      evaluation: { periodSeconds: 3_600, breaching: 2, evaluated: 2 },
    },
  ];
}

/**
 * IteratorAge, in milliseconds, exists only for an invocation. So the alarms look at enough periods to see two invocations, and keep
 * their state without data: a consumer that stops while it lags has not recovered.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html, read on 2026-11-28.
 */
function lags(consumer: WatchedConsumer): AlarmSpec[] {
  const { part, functionName, lagWarningMinutes, lagCriticalMinutes } = consumer;
  const shared = {
    runbookSection: 'a-consumer-lags',
    measured: { metric: functionMetric(functionName, 'IteratorAge'), statistic: 'Maximum' },
    evaluation: fiveMinutes(2, 2 * silentPeriods(consumer) + 3),
    missingData: 'ignore',
  } as const;
  return [
    {
      ...shared,
      id: `${part}-lags`,
      severity: 'warning',
      meaning: `The consumer lags by more than ${lagWarningMinutes} minutes.`,
      threshold: lagWarningMinutes * 60_000,
    },
    {
      ...shared,
      id: `${part}-lags-critically`,
      severity: 'page',
      meaning: `The consumer lags by more than ${lagCriticalMinutes} minutes. Kinesis records that get too old leave the stream.`,
      threshold: lagCriticalMinutes * 60_000,
    },
  ];
}

/** In two of three periods of five minutes: Lambda waits longer and longer between retries. */
const repeatedly: Evaluation = fiveMinutes(2, 3);

const warning = { severity: 'warning', threshold: 0, missingData: 'notBreaching' } as const;

/**
 * Counts what the function's metric Errors does not: partial responses, and invocations that Lambda could not start.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html, read on 2026-11-28.
 */
function failedInvocations({ part, mappingId }: WatchedConsumer): AlarmSpec {
  return {
    ...warning,
    id: `${part}-batches-fail`,
    meaning: "Batches fail repeatedly, completely or in part, or Lambda can't invoke the function.",
    runbookSection: 'a-consumer-fails',
    measured: sumOf(mappingMetric(mappingId, 'FailedInvokeEventCount')),
    evaluation: repeatedly,
  };
}

/** What only the consumer itself counts. */
function ownAlarms({ part, consumerName, metricsNamespace }: WatchedConsumer): AlarmSpec[] {
  if (consumerName === undefined) return [];
  const countOf = (name: ConsumerMetricName) =>
    sumOf(consumerMetric({ metricsNamespace, consumerName }, name));
  return [
    {
      ...warning,
      id: `${part}-blocks-fail`,
      meaning:
        'Kinesis records fail repeatedly. Lambda retries them, and those after them in their shard wait.',
      runbookSection: 'a-consumer-fails',
      measured: countOf('BlocksFailed'),
      evaluation: repeatedly,
    },
    {
      ...warning,
      id: `${part}-blocks-quarantined`,
      meaning:
        "The consumer has quarantined Kinesis records that it can't process. The failures bucket has them.",
      runbookSection: 'records-were-quarantined',
      measured: countOf('BlocksQuarantined'),
      evaluation: once,
    },
  ];
}

function deadLetters({ part, mappingId }: WatchedConsumer): AlarmSpec {
  return {
    ...warning,
    id: `${part}-dead-letters`,
    meaning:
      'Kinesis records were dead-lettered: too old, or after their last retry. The failures bucket has copies.',
    runbookSection: 'records-were-dead-lettered',
    measured: sumOf(mappingMetric(mappingId, 'OnFailureDestinationDeliveredEventCount')),
    evaluation: once,
  };
}
