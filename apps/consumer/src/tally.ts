import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { Delivery } from './delivery.js';

/** What an invocation did. */
export interface Tally {
  blocksAccepted: number;
  recordsAccepted: number;
  /** Before compression, in bytes; of framed blocks with the numbers that stand before each record. */
  bytesAccepted: number;
  /** 0 or 1: a batch ends at the first that fails. */
  blocksFailed: number;
}

export function emptyTally(): Tally {
  return { blocksAccepted: 0, recordsAccepted: 0, bytesAccepted: 0, blocksFailed: 0 };
}

/** Counts a record of the stream, whatever it holds, as one block. */
export function countAccepted(tally: Tally, { record, data }: Delivery): void {
  tally.blocksAccepted += 1;
  tally.recordsAccepted += recordsIn(record);
  tally.bytesAccepted += record.profile === 'block' ? record.block.rawLength : data.length;
}

function recordsIn(record: Delivery['record']): number {
  switch (record.profile) {
    case 'block':
      return record.block.recordCount;
    case 'kpl':
      return record.records().length;
    case 'plain':
      return 1;
  }
}

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
