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
 * is before the lowest record that it reports. A reported first record, or an identifier that is not in the batch, is a failure of
 * the whole batch.
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
  if (failures.length === 0) return { kind: 'processed', processed: records.length };
  const positions = failures.map(({ itemIdentifier }) =>
    records.findIndex(({ kinesis }) => kinesis.sequenceNumber === itemIdentifier),
  );
  const first = Math.min(...positions);
  return first > 0 ? { kind: 'processed', processed: first } : { kind: 'failed', processed: 0 };
}
