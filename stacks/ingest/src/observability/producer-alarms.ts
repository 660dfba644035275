import { type AlarmSpec, minutes, once } from './alarm-spec.js';
import { functionAlarms, type WatchedFunction } from './function-alarms.js';
import { functionMetric, producerMetric, type ProducerMetricName } from './metrics.js';

export interface WatchedProducer extends WatchedFunction {
  readonly streamName: string;
  /** CloudWatch namespace of the functions' own metrics. */
  readonly metricsNamespace: string;
  /** Age of an upload's event at which Lambda drops it to the failures bucket. */
  readonly maxEventAgeSeconds: number;
  /** Age of an upload's event at which someone is warned. */
  readonly lagWarningMinutes: number;
}

/** The function alarms, and uploads that wait or did not reach the stream. */
export function producerAlarms(producer: WatchedProducer): AlarmSpec[] {
  return [...functionAlarms(producer), ...failedUploads(producer), ...waitingUploads(producer)];
}

function failedUploads(producer: WatchedProducer): AlarmSpec[] {
  const { part, functionName } = producer;
  const shared = {
    severity: 'warning',
    threshold: 0,
    evaluation: once,
    missingData: 'notBreaching',
  } as const;
  const countOf = (name: ProducerMetricName) =>
    ({ metric: producerMetric(producer, name), statistic: 'Sum' }) as const;
  return [
    {
      ...shared,
      id: `${part}-uploads-failed`,
      meaning: 'Uploads could not be read or published. Lambda retries them.',
      runbookSection: 'uploads-fail',
      measured: countOf('ObjectsFailed'),
    },
    {
      ...shared,
      id: `${part}-uploads-rejected`,
      meaning: 'An upload was rejected because it can never be published. The ledger has the reason.',
      runbookSection: 'an-upload-was-rejected',
      measured: countOf('ObjectsRejected'),
    },
    {
      ...shared,
      id: `${part}-uploads-dead-lettered`,
      meaning: 'The last retry of an upload failed. The failures bucket has its event.',
      runbookSection: 'an-upload-failed-for-good',
      measured: { metric: functionMetric(functionName, 'AsyncEventsDropped'), statistic: 'Sum' },
    },
  ];
}

/**
 * AsyncEventAge, in milliseconds, is the time from the queueing of an event to an invocation with it. It grows with retries and with
 * throttling. One retried upload does not set the alarm off: five minutes of fifteen must have such an event.
 */
function waitingUploads(producer: WatchedProducer): AlarmSpec[] {
  const { part, functionName, maxEventAgeSeconds, lagWarningMinutes } = producer;
  const shared = {
    runbookSection: 'uploads-wait',
    measured: { metric: functionMetric(functionName, 'AsyncEventAge'), statistic: 'Maximum' },
    evaluation: minutes(5, 15),
    missingData: 'notBreaching',
  } as const;
  const warningSeconds = lagWarningMinutes * 60;
  const pageSeconds = maxEventAgeSeconds / 2;
  const late: AlarmSpec = {
    ...shared,
    id: `${part}-uploads-late`,
    severity: 'page',
    meaning: `Uploads wait for more than half of maxEventAgeSeconds (${maxEventAgeSeconds} s). Then Lambda drops them to the failures bucket.`,
    threshold: pageSeconds * 1_000,
  };
  if (warningSeconds >= pageSeconds) return [late];
  const waiting: AlarmSpec = {
    ...shared,
    id: `${part}-uploads-wait`,
    severity: 'warning',
    meaning: `Uploads wait for more than ${lagWarningMinutes} minutes before the producer reads them.`,
    threshold: warningSeconds * 1_000,
  };
  return [waiting, late];
}
