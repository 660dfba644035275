import type { InvocationOutcome, KinesisEventRecord } from '@headwaters/stack-simulator';

/** How an invocation ended for its batch. */
export interface BatchEnd {
  /** `processed` if the function processed all or some records, from the first one on. */
  readonly kind: 'processed' | 'failed' | 'throttled';
  /** How many records, from the first one on, the function processed. */
  readonly processed: number;
}

/**
 * Reads what an invocation means for its batch, by the rules of AWS: with ReportBatchItemFailures, the function processed what
 * is before the lowest record that it reports; a reported first record is a failure of the whole batch.
 *
 * Written a second time on purpose: the invariants must not use the code that they check.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html (read 2026-11-29).
 */
export function readBatchEnd(
  outcome: InvocationOutcome,
  records: readonly KinesisEventRecord[],
  reportsItemFailures: boolean,
): BatchEnd {
  if (outcome.kind !== 'succeeded') return { kind: outcome.kind, processed: 0 };
  const response = JSON.parse(outcome.payload) as {
    readonly batchItemFailures?: readonly { readonly itemIdentifier: string }[];
  } | null;
  const failures = reportsItemFailures ? (response?.batchItemFailures ?? []) : [];
  const reported = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  const first = records.findIndex(({ kinesis }) => reported.has(kinesis.sequenceNumber));
  if (first === 0) return { kind: 'failed', processed: 0 };
  return { kind: 'processed', processed: first < 0 ? records.length : first };
}
