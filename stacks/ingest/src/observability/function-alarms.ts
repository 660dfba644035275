import { type AlarmSpec, minutes, once } from './alarm-spec.js';
import { functionMetric, type FunctionMetricName } from './metrics.js';

export interface WatchedFunction {
  /** The function's part of alarm names, such as `producer`. */
  readonly part: string;
  readonly functionName: string;
}

/** Failed invocations, throttled invocations, and failed deliveries to the failures bucket. */
export function functionAlarms({ part, functionName }: WatchedFunction): AlarmSpec[] {
  const countOf = (name: FunctionMetricName) =>
    ({
      measured: { metric: functionMetric(functionName, name), statistic: 'Sum' },
      threshold: 0,
      missingData: 'notBreaching',
    }) as const;
  return [
    {
      ...countOf('Errors'),
      id: `${part}-errors`,
      severity: 'warning',
      meaning: 'Invocations of the function fail repeatedly: an exception, a timeout, or too little memory.',
      runbookSection: 'a-function-fails',
      evaluation: minutes(3, 15),
    },
    {
      ...countOf('Throttles'),
      id: `${part}-throttled`,
      severity: 'warning',
      meaning: 'Lambda throttles the function: its concurrency or that of the account is used up.',
      runbookSection: 'a-function-is-throttled',
      evaluation: minutes(5, 15),
    },
    {
      ...countOf('DestinationDeliveryFailures'),
      id: `${part}-failures-lost`,
      severity: 'page',
      meaning: 'Lambda could not write a failed invocation to the failures bucket: it is lost.',
      runbookSection: 'failures-are-lost',
      evaluation: once,
    },
  ];
}
