import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';

/** What an invocation has done so far. Blocks and records count once Kinesis has confirmed them. */
export interface InvocationCounts {
  objectsPublished: number;
  objectsFailed: number;
  /** Objects that can never be published; the ledger holds the reason. */
  objectsRejected: number;
  /** Rejected objects that no upload rule matches. */
  objectsWithoutRule: number;
  /** Objects left, from their start or from a later position, to a continuation. */
  objectsContinued: number;
  /** Objects of which the ledger shows that a part, or all, was published before. */
  objectsResumed: number;
  /** Objects whose lines seem to end with carriage returns only. */
  objectsWithCarriageReturns: number;
  blocksPublished: number;
  recordsPublished: number;
  /** Records that lack the partition field, whether or not they are published. */
  recordsWithoutField: number;
  /** Read from the bucket, in bytes. */
  bytesRead: number;
  /** Written to the stream, data and partition keys, in bytes. */
  bytesPublished: number;
  /** Entries of PutRecords that Kinesis did not store (throttling, internal failure). */
  entriesDeferred: number;
  /** PutRecords requests that failed as a whole. */
  requestsFailed: number;
}

export function zeroCounts(): InvocationCounts {
  return {
    objectsPublished: 0,
    objectsFailed: 0,
    objectsRejected: 0,
    objectsWithoutRule: 0,
    objectsContinued: 0,
    objectsResumed: 0,
    objectsWithCarriageReturns: 0,
    blocksPublished: 0,
    recordsPublished: 0,
    recordsWithoutField: 0,
    bytesRead: 0,
    bytesPublished: 0,
    entriesDeferred: 0,
    requestsFailed: 0,
  };
}

/** Name and unit of the metric of each count. The names are API: alarms and dashboards use them. */
const metricByCount = {
  objectsPublished: ['ObjectsPublished', MetricUnit.Count],
  objectsFailed: ['ObjectsFailed', MetricUnit.Count],
  objectsRejected: ['ObjectsRejected', MetricUnit.Count],
  objectsWithoutRule: ['ObjectsWithoutRule', MetricUnit.Count],
  objectsContinued: ['ObjectsContinued', MetricUnit.Count],
  objectsResumed: ['ObjectsResumed', MetricUnit.Count],
  objectsWithCarriageReturns: ['ObjectsWithCarriageReturns', MetricUnit.Count],
  blocksPublished: ['BlocksPublished', MetricUnit.Count],
  recordsPublished: ['RecordsPublished', MetricUnit.Count],
  recordsWithoutField: ['RecordsWithoutField', MetricUnit.Count],
  bytesRead: ['BytesRead', MetricUnit.Bytes],
  bytesPublished: ['BytesPublished', MetricUnit.Bytes],
  entriesDeferred: ['PutRecordsEntriesDeferred', MetricUnit.Count],
  requestsFailed: ['PutRecordsRequestsFailed', MetricUnit.Count],
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
