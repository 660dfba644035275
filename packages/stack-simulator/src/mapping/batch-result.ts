import { isObject } from '@headwaters/terraform-reader';
import type { MappingPlan } from '../blueprint/mappings.js';
import type { InvocationOutcome } from '../invocation/function-invoker.js';
import { newBatch, type Batch } from './batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';

/** The result of an invocation for its batch. */
export type BatchResult =
  | { readonly kind: 'accepted' }
  /** The function processed the Kinesis records before `index` and reported the one at `index`, which is above 0. */
  | { readonly kind: 'acceptedBefore'; readonly index: number }
  | { readonly kind: 'failed' }
  | { readonly kind: 'throttled' };

const accepted: BatchResult = { kind: 'accepted' };
const failed: BatchResult = { kind: 'failed' };

/**
 * Reads the result of an invocation for its batch.
 *
 * With ReportBatchItemFailures, a missing response, an empty string, `[]`, `{}` and an empty or missing list of failures are
 * success. An identifier that is missing, empty or not in the batch fails the whole batch. Of several, the lowest counts.
 * Sources: the Lambda guide, services-kinesis-batchfailurereporting; LocalStack's snapshots of real AWS,
 * test_kinesis_report_batch_item_success_scenarios and _failure_scenarios (read 2026-11-23).
 */
export function readBatchResult(
  outcome: InvocationOutcome,
  sequenceNumbers: readonly string[],
  reportBatchItemFailures: boolean,
): BatchResult {
  if (outcome.kind === 'throttled') return { kind: 'throttled' };
  if (outcome.kind === 'failed') return failed;
  if (!reportBatchItemFailures) return accepted;
  const response: unknown = JSON.parse(outcome.payload);
  const failures = isObject(response) ? (response['batchItemFailures'] ?? []) : [];
  if (!Array.isArray(failures)) return failed;
  return readItemFailures(failures, sequenceNumbers);
}

function readItemFailures(failures: readonly unknown[], sequenceNumbers: readonly string[]): BatchResult {
  const indexes = failures.map((failure) => {
    const identifier = isObject(failure) ? failure['itemIdentifier'] : undefined;
    return typeof identifier === 'string' ? sequenceNumbers.indexOf(identifier) : -1;
  });
  if (indexes.length === 0) return accepted;
  const index = Math.min(...indexes);
  return index > 0 ? { kind: 'acceptedBefore', index } : failed;
}

/** What to do after an attempt with a batch. */
export interface BatchDecision {
  /** Kinesis records that the function processed: the checkpoint moves past them. */
  readonly accepted: readonly KinesisEventRecord[];
  /** Batches to invoke next, in this order, before any other of the lane. */
  readonly next: readonly Batch[];
  /** A batch that will not be retried. */
  readonly failed: Batch | undefined;
}

/** The settings of a mapping that apply to a failed batch. */
export type FailureSettings = Pick<MappingPlan, 'maximumRetryAttempts' | 'bisectBatchOnFunctionError'>;

/**
 * Decides what to do after an attempt with a batch.
 *
 * - After a partial success the checkpoint moves, and the rest starts with no retries used.
 * - A failed batch of several Kinesis records is split in two if the mapping bisects; this uses no retry.
 * - A throttled attempt uses no retry.
 *
 * Sources: the Lambda guide, services-kinesis-batchfailurereporting and kinesis-on-failure-destination; LocalStack's
 * snapshot of real AWS, test_kinesis_report_batch_item_failures (read 2026-11-23). That a reported failure of the first
 * Kinesis record is a failure of the whole batch, and is bisected, is our reading of the guide: no recording shows it.
 *
 * @param batch - The batch before the attempt.
 */
export function decideNextBatches(
  batch: Batch,
  result: BatchResult,
  settings: FailureSettings,
): BatchDecision {
  const { records } = batch;
  switch (result.kind) {
    case 'accepted':
      return { accepted: records, next: [], failed: undefined };
    case 'acceptedBefore':
      return {
        accepted: records.slice(0, result.index),
        next: [newBatch(records.slice(result.index), batch.tumbling)],
        failed: undefined,
      };
    case 'throttled':
      return { accepted: [], next: [{ ...batch, throttles: batch.throttles + 1 }], failed: undefined };
    case 'failed':
      return decideAfterFailure({ ...batch, invocations: batch.invocations + 1, throttles: 0 }, settings);
  }
}

function decideAfterFailure(batch: Batch, settings: FailureSettings): BatchDecision {
  const { records } = batch;
  if (settings.bisectBatchOnFunctionError && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    const halves = [records.slice(0, middle), records.slice(middle)];
    return { accepted: [], next: halves.map((half) => ({ ...batch, records: half })), failed: undefined };
  }
  const limit = settings.maximumRetryAttempts;
  if (limit >= 0 && batch.failures >= limit) return { accepted: [], next: [], failed: batch };
  return { accepted: [], next: [{ ...batch, failures: batch.failures + 1 }], failed: undefined };
}
