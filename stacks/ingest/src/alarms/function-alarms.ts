import type { AlarmSpec } from './alarm-spec.js';

export interface WatchedFunction {
  /** What stands for the function in alarm names, such as `producer`. */
  readonly part: string;
  readonly functionName: string;
}

/** What can go wrong with any function: it fails, it is not let run, or what it failed at can't be kept. */
export function functionAlarms({ part, functionName }: WatchedFunction): AlarmSpec[] {
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
