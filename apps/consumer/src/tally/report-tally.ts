import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { Tally } from './tally.js';

/** Name and unit of each metric, by what the tally counts. The names are API: alarms and dashboards read them. */
const metricsOfTally = {
  blocksAccepted: ['BlocksAccepted', MetricUnit.Count],
  recordsAccepted: ['RecordsAccepted', MetricUnit.Count],
  bytesAccepted: ['BytesAccepted', MetricUnit.Bytes],
  blocksFailed: ['BlocksFailed', MetricUnit.Count],
} as const satisfies Record<
  keyof Tally,
  readonly [name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit]]
>;

/** Prints a tally as CloudWatch metrics: one line in the embedded metric format. */
export function reportTally(metrics: Metrics, tally: Tally): void {
  for (const [count, [name, unit]] of Object.entries(metricsOfTally)) {
    metrics.addMetric(name, unit, tally[count as keyof Tally]);
  }
  metrics.publishStoredMetrics();
}
