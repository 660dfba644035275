import type { TranscriptEntry } from '@headwaters/stack-simulator';
import type { BatchEnd } from './batch-end.js';
import type { Report } from './invariant.js';
import type { MappingRules } from './mapping-rules.js';
import { listNames, type RecordHistory } from './record-history.js';

/**
 * Counts the failed attempts with each batch, and checks E4 and E5 by them:
 *
 * - A batch has `maximumRetryAttempts` retries after its first attempt. A throttled attempt and one after which the batch is
 *   split use none. After a partial success, the rest is a new batch.
 * - A failure record says how often the function was invoked with the batch, or with a larger one that it was split from.
 *
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html (read 2026-11-29); LocalStack's
 * snapshot of real AWS, test_kinesis_report_batch_item_failures.
 */
export class RetryCounts {
  readonly #rules: MappingRules;
  readonly #report: Report;
  /** Failed attempts that count, by the ids of the batch. */
  readonly #counts = new Map<string, number>();

  constructor(rules: MappingRules, report: Report) {
    this.#rules = rules;
    this.#report = report;
  }

  /** What of the past can matter to a later check. */
  get digest(): unknown {
    return [...this.#counts].sort();
  }

  /** Counts an attempt with a batch. */
  count(batch: readonly RecordHistory[], { kind }: BatchEnd): void {
    const id = idOf(batch);
    const count = this.#counts.get(id) ?? 0;
    const limit = this.#rules.maximumRetryAttempts;
    if (limit >= 0 && count > limit)
      this.#report('E5', `${listNames(batch)} was retried ${count} times; the limit is ${limit}`);
    if (kind === 'processed') this.#counts.delete(id);
    const isSplit = this.#rules.bisectBatchOnFunctionError && batch.length > 1;
    if (kind === 'failed' && !isSplit) this.#counts.set(id, count + 1);
  }

  /** Checks the failure record of a batch, or that dropping the batch was right. */
  checkFailure(
    entry: Extract<TranscriptEntry, { type: 'destination' | 'dropped' }>,
    batch: readonly RecordHistory[],
    nowMillis: number,
  ): void {
    const attempts = this.#counts.get(idOf(batch)) ?? 0;
    this.#counts.delete(idOf(batch));
    const condition = entry.type === 'destination' ? entry.condition : entry.reason;
    if (condition === 'RecordAgeExceeded') this.#checkAge(batch, nowMillis);
    else this.#checkAttempts(batch, attempts);
    if (entry.type === 'destination') this.#checkInvokeCount(entry, batch);
  }

  #checkAttempts(batch: readonly RecordHistory[], attempts: number): void {
    const { maximumRetryAttempts: limit, bisectBatchOnFunctionError } = this.#rules;
    if (bisectBatchOnFunctionError && batch.length > 1)
      this.#report('E4', `a failure record names ${listNames(batch)}, which can be split further`);
    if (attempts !== limit + 1)
      this.#report('E5', `${listNames(batch)} failed after ${attempts} attempts; ${limit + 1} are due`);
  }

  #checkAge(batch: readonly RecordHistory[], nowMillis: number): void {
    const maximumMillis = this.#rules.maximumRecordAgeSeconds * 1_000;
    const young = batch.filter(({ arrivalMillis }) => nowMillis - arrivalMillis <= maximumMillis);
    if (maximumMillis < 0 || young.length > 0)
      this.#report('E5', `${listNames(batch)} failed by its age, which is within the limit`);
  }

  /** An expired batch counts the attempt that was skipped (LocalStack's snapshots of real AWS). */
  #checkInvokeCount(
    { condition, body }: Extract<TranscriptEntry, { type: 'destination' }>,
    batch: readonly RecordHistory[],
  ): void {
    const { approximateInvokeCount: stated } = body['requestContext'] as FailureContext;
    const failed = batch[0]?.failedInvocations ?? 0;
    const expected = condition === 'RecordAgeExceeded' ? failed + 1 : failed;
    if (stated !== expected)
      this.#report(
        'E5',
        `the failure record of ${listNames(batch)} counts ${stated} invocations; ${expected} were made`,
      );
  }
}

/** The part of a failure record that counts the invocations. */
interface FailureContext {
  readonly approximateInvokeCount: number;
}

function idOf(batch: readonly RecordHistory[]): string {
  return batch.map(({ id }) => id).join();
}
