import { isObject } from '@headwaters/terraform-reader';
import type { MappingPlan } from '../blueprint/mappings.js';
import type { InvocationOutcome } from '../invocation/function-invoker.js';
import { type Batch, newBatch } from './batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';

/** What an invocation says about its batch. */
type Verdict =
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

/** What follows from one attempt with a batch. */
interface Decision {
  /** Records whose checkpoint moves because the function accepted them. */
  readonly accepted: readonly KinesisEventRecord[];
  /** What to try next, in this order, before anything else of the lane. */
  readonly next: readonly Batch[];
  /** Records that are tried no more. */
  readonly givenUp: Batch | undefined;
}

/** The settings of a mapping that decide how a failure goes on. */
type FailureSettings = Pick<MappingPlan, 'maximumRetryAttempts' | 'bisectBatchOnFunctionError'>;

/**
 * Decides what follows from an attempt. `batch` is as it was before the attempt.
 *
 * - A partial success moves the checkpoint, and the rest starts with a fresh budget of retries.
 * - A failure of several records splits them in two where the mapping bisects; that uses up no retry.
 * - A throttled attempt uses up no retry.
 *
 * Sources: the Lambda guide, services-kinesis-batchfailurereporting and kinesis-on-failure-destination; LocalStack's
 * snapshot of real AWS, test_kinesis_report_batch_item_failures (read 2026-11-23). That the first record's failure counts
 * as a failure of the whole, and is therefore bisected, is how we read the guide: no recording shows it.
 */
export function judgeBatch(batch: Batch, verdict: Verdict, settings: FailureSettings): Decision {
  const { records } = batch;
  switch (verdict.kind) {
    case 'accepted':
      return { accepted: records, next: [], givenUp: undefined };
    case 'acceptedBefore':
      return {
        accepted: records.slice(0, verdict.index),
        next: [newBatch(records.slice(verdict.index), batch.tumbling)],
        givenUp: undefined,
      };
    case 'throttled':
      return { accepted: [], next: [{ ...batch, throttles: batch.throttles + 1 }], givenUp: undefined };
    case 'failed':
      return judgeFailure({ ...batch, invocations: batch.invocations + 1, throttles: 0 }, settings);
  }
}

function judgeFailure(batch: Batch, settings: FailureSettings): Decision {
  const { records } = batch;
  if (settings.bisectBatchOnFunctionError && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    const halves = [records.slice(0, middle), records.slice(middle)];
    return { accepted: [], next: halves.map((half) => ({ ...batch, records: half })), givenUp: undefined };
  }
  const limit = settings.maximumRetryAttempts;
  if (limit >= 0 && batch.failures >= limit) return { accepted: [], next: [], givenUp: batch };
  return { accepted: [], next: [{ ...batch, failures: batch.failures + 1 }], givenUp: undefined };
}
