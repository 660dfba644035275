import type { AlarmSpec } from './alarm-spec.js';
import { functionAlarms, type WatchedFunction } from './function-alarms.js';

export interface WatchedProducer extends WatchedFunction {
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
