import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';

/** What an invocation did so far. Counts only what Kinesis confirmed. */
export interface Tally {
  objectsPublished: number;
  objectsFailed: number;
  /** Can never be published; the ledger says why. */
  objectsRejected: number;
  /** Handed to a fresh invocation, wholly or from some point on. */
  objectsContinued: number;
  /** Taken up past their start, or not at all, since the ledger says that this much is on the stream. */
  objectsResumed: number;
  blocksPublished: number;
  recordsPublished: number;
  /** Out of the bucket, in bytes. */
  bytesRead: number;
  /** Onto the stream, data and partition keys, in bytes. */
  bytesPublished: number;
  /** Entries that Kinesis put off (throttling, internal failures), and the requests that failed as a whole. */
  entriesDeferred: number;
  requestsFailed: number;
}

export function emptyTally(): Tally {
  return {
    objectsPublished: 0,
    objectsFailed: 0,
    objectsRejected: 0,
    objectsContinued: 0,
    objectsResumed: 0,
    blocksPublished: 0,
    recordsPublished: 0,
    bytesRead: 0,
    bytesPublished: 0,
    entriesDeferred: 0,
    requestsFailed: 0,
  };
}

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
