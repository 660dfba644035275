import { isObject } from '../terraform/is-object.js';
import type { InvocationOutcome } from '../invocation/invocation-result.js';

/** What an invocation says about its batch. */
export type Verdict =
  | { readonly kind: 'accepted' }
  /** The records before `index` are accepted; the one there failed. `index` is above 0. */
  | { readonly kind: 'acceptedBefore'; readonly index: number }
  | { readonly kind: 'failed' }
  | { readonly kind: 'throttled' };

const accepted: Verdict = { kind: 'accepted' };
const failed: Verdict = { kind: 'failed' };

/**
 * Reads what a function's answer says about its batch.
 *
 * With ReportBatchItemFailures: no answer, an empty text, `[]`, `{}` and an empty or absent list are success; an identifier
 * that is missing, empty or of no record of the batch makes the whole batch fail; of several, the lowest counts.
 * Sources: the Lambda guide, services-kinesis-batchfailurereporting; LocalStack's snapshots of real AWS,
 * test_kinesis_report_batch_item_success_scenarios and _failure_scenarios (read 2026-11-23).
 */
export function readVerdict(
  outcome: InvocationOutcome,
  sequenceNumbers: readonly string[],
  reportBatchItemFailures: boolean,
): Verdict {
  if (outcome.kind === 'throttled') return { kind: 'throttled' };
  if (outcome.kind === 'failed') return failed;
  if (!reportBatchItemFailures) return accepted;
  const answer: unknown = JSON.parse(outcome.payload);
  const failures = isObject(answer) ? (answer['batchItemFailures'] ?? []) : [];
  if (!Array.isArray(failures)) return failed;
  return readFailures(failures, sequenceNumbers);
}

function readFailures(failures: readonly unknown[], sequenceNumbers: readonly string[]): Verdict {
  const indexes = failures.map((failure) => {
    const identifier = isObject(failure) ? failure['itemIdentifier'] : undefined;
    return typeof identifier === 'string' ? sequenceNumbers.indexOf(identifier) : -1;
  });
  if (indexes.length === 0) return accepted;
  const index = Math.min(...indexes);
  return index > 0 ? { kind: 'acceptedBefore', index } : failed;
}
