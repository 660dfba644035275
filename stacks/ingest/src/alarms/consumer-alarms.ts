import type { AlarmSpec } from './alarm-spec.js';
import { functionAlarms, type WatchedFunction } from './function-alarms.js';

export interface WatchedConsumer extends WatchedFunction {
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
