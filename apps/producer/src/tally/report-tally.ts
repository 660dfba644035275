import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { Tally } from './tally.js';

/** Name and unit of each metric, by what the tally counts. The names are API: alarms and dashboards read them. */
const metricsOfTally = {
  objectsPublished: ['ObjectsPublished', MetricUnit.Count],
  objectsFailed: ['ObjectsFailed', MetricUnit.Count],
  objectsRejected: ['ObjectsRejected', MetricUnit.Count],
  objectsContinued: ['ObjectsContinued', MetricUnit.Count],
  objectsResumed: ['ObjectsResumed', MetricUnit.Count],
  blocksPublished: ['BlocksPublished', MetricUnit.Count],
  recordsPublished: ['RecordsPublished', MetricUnit.Count],
  bytesRead: ['BytesRead', MetricUnit.Bytes],
  bytesPublished: ['BytesPublished', MetricUnit.Bytes],
  entriesDeferred: ['PutRecordsEntriesDeferred', MetricUnit.Count],
  requestsFailed: ['PutRecordsRequestsFailed', MetricUnit.Count],
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
