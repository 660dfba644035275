import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { DeliverySize } from '../record/delivery-size.js';
import type { RecordOutcome } from './record-attempt.js';

/** What an invocation has done, without the Kinesis records that Lambda will deliver again. A Kinesis record counts as one block. */
export interface InvocationCounts extends DeliverySize {
  readonly blocksAccepted: number;
  readonly blocksQuarantined: number;
  /** 0 or 1: a batch ends at the first failure. */
  readonly blocksFailed: number;
}

export function countOutcomes(
  outcomes: readonly RecordOutcome[],
  { hasFailed }: { readonly hasFailed: boolean },
): InvocationCounts {
  const accepted = outcomes.filter((outcome) => outcome.kind === 'accepted');
  const sizes = accepted.map(({ size }) => size);
  return {
    blocksAccepted: accepted.reduce((sum, { kinesisRecordCount }) => sum + kinesisRecordCount, 0),
    recordsAccepted: sizes.reduce((sum, { recordsAccepted }) => sum + recordsAccepted, 0),
    bytesAccepted: sizes.reduce((sum, { bytesAccepted }) => sum + bytesAccepted, 0),
    blocksQuarantined: outcomes.length - accepted.length,
    blocksFailed: hasFailed ? 1 : 0,
  };
}

/** Name and unit of the metric of each count. The names are API: alarms and dashboards use them. */
const metricByCount = {
  blocksAccepted: ['BlocksAccepted', MetricUnit.Count],
  recordsAccepted: ['RecordsAccepted', MetricUnit.Count],
  bytesAccepted: ['BytesAccepted', MetricUnit.Bytes],
  blocksQuarantined: ['BlocksQuarantined', MetricUnit.Count],
  blocksFailed: ['BlocksFailed', MetricUnit.Count],
} as const satisfies Record<
  keyof InvocationCounts,
  readonly [name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit]]
>;

/** Prints the counts as CloudWatch metrics: one line in the embedded metric format. */
export function publishMetrics(metrics: Metrics, counts: InvocationCounts): void {
  for (const [count, [name, unit]] of Object.entries(metricByCount)) {
    metrics.addMetric(name, unit, counts[count as keyof InvocationCounts]);
  }
  metrics.publishStoredMetrics();
}
