import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { Delivery } from './delivery.js';

/** What an invocation has done. A Kinesis record counts as one block, whatever it contains. */
export interface InvocationCounts {
  blocksAccepted: number;
  recordsAccepted: number;
  /** Uncompressed, in bytes; framed blocks include the prefix of each record. */
  bytesAccepted: number;
  /** 0 or 1: a batch ends at the first failure. */
  blocksFailed: number;
}

export function zeroCounts(): InvocationCounts {
  return { blocksAccepted: 0, recordsAccepted: 0, bytesAccepted: 0, blocksFailed: 0 };
}

export function countAccepted(counts: InvocationCounts, { record, data }: Delivery): void {
  counts.blocksAccepted += 1;
  counts.recordsAccepted += recordCountOf(record);
  counts.bytesAccepted += record.profile === 'block' ? record.block.rawLength : data.length;
}

function recordCountOf(record: Delivery['record']): number {
  switch (record.profile) {
    case 'block':
      return record.block.recordCount;
    case 'kpl':
      return record.records().length;
    case 'plain':
      return 1;
  }
}

/** Name and unit of the metric of each count. The names are API: alarms and dashboards use them. */
const metricByCount = {
  blocksAccepted: ['BlocksAccepted', MetricUnit.Count],
  recordsAccepted: ['RecordsAccepted', MetricUnit.Count],
  bytesAccepted: ['BytesAccepted', MetricUnit.Bytes],
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
