import { type AlarmSpec, fiveMinutes } from './alarm-spec.js';
import { deliveryMetric, type DeliveryMetricName, streamMetric } from './metrics.js';

export interface WatchedDelivery {
  /** The consumer's part of alarm names. */
  readonly part: string;
  /** Name of the delivery stream. */
  readonly deliveryStream: string;
  readonly destination: 's3' | 'redshift';
  /** How long records wait in its buffer. */
  readonly bufferSeconds: number;
  /** Name of the stream that it reads itself; undefined if a function puts records. */
  readonly streamName: string | undefined;
  readonly lagWarningMinutes: number;
  readonly lagCriticalMinutes: number;
}

/** A delivery stream that is late, and, if it reads the stream itself, that lags or has stopped. */
export function deliveryAlarms(delivery: WatchedDelivery): AlarmSpec[] {
  const { streamName } = delivery;
  return [
    late(delivery),
    ...(streamName === undefined ? [] : [...lags(delivery), stopped(delivery, streamName)]),
  ];
}

const of = ({ deliveryStream }: WatchedDelivery, name: DeliveryMetricName, statistic: 'Maximum' | 'Sum') => ({
  metric: deliveryMetric(deliveryStream, name),
  statistic,
});

/** DataFreshness, in seconds, is the age of the oldest record that is not delivered; the buffer is part of it. */
function late(delivery: WatchedDelivery): AlarmSpec {
  const { part, destination, bufferSeconds, lagWarningMinutes } = delivery;
  const name = destination === 'redshift' ? 'DeliveryToRedshift.DataFreshness' : 'DeliveryToS3.DataFreshness';
  return {
    id: `${part}-delivery-late`,
    severity: 'warning',
    meaning: `The delivery stream holds records that are ${lagWarningMinutes} minutes older than its buffer allows: the destination fails.`,
    runbookSection: 'a-delivery-is-late',
    measured: of(delivery, name, 'Maximum'),
    threshold: bufferSeconds + lagWarningMinutes * 60,
    evaluation: fiveMinutes(2, 3),
    missingData: 'notBreaching',
  };
}

function lags(delivery: WatchedDelivery): AlarmSpec[] {
  const { part, lagWarningMinutes, lagCriticalMinutes } = delivery;
  const shared = {
    runbookSection: 'a-delivery-lags',
    measured: of(delivery, 'KinesisMillisBehindLatest', 'Maximum'),
    evaluation: fiveMinutes(2, 3),
    missingData: 'ignore',
  } as const;
  return [
    {
      ...shared,
      id: `${part}-lags`,
      severity: 'warning',
      meaning: `The delivery stream lags behind the stream by more than ${lagWarningMinutes} minutes.`,
      threshold: lagWarningMinutes * 60_000,
    },
    {
      ...shared,
      id: `${part}-lags-critically`,
      severity: 'page',
      meaning: `The delivery stream lags behind the stream by more than ${lagCriticalMinutes} minutes. Kinesis records that get too old leave the stream.`,
      threshold: lagCriticalMinutes * 60_000,
    },
  ];
}

/** Kinesis records come in, and Firehose reads none: its role may not, or a key is disabled. FILL replaces missing values by 0. */
function stopped(delivery: WatchedDelivery, streamName: string): AlarmSpec {
  return {
    id: `${delivery.part}-stopped`,
    severity: 'page',
    meaning: 'Kinesis records come in, but the delivery stream has read none for 15 minutes.',
    runbookSection: 'a-delivery-has-stopped',
    measured: {
      expression: 'IF((FILL(incoming, 0) > 0) AND (FILL(read, 0) == 0), 1, 0)',
      metrics: {
        incoming: { metric: streamMetric(streamName, 'IncomingRecords'), statistic: 'Sum' },
        read: of(delivery, 'DataReadFromKinesisStream.Records', 'Sum'),
      },
    },
    threshold: 0,
    evaluation: fiveMinutes(3, 3),
    missingData: 'notBreaching',
  };
}
