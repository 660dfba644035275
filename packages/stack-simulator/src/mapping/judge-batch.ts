import type { MappingPlan } from '../blueprint/mapping-plan.js';
import type { Batch } from './batch.js';
import { newBatch } from './batch.js';
import type { KinesisEventRecord } from './kinesis-event-record.js';
import type { Verdict } from './read-verdict.js';

/** What follows from one attempt with a batch. */
export interface Decision {
  /** Records whose checkpoint moves because the function accepted them. */
  readonly accepted: readonly KinesisEventRecord[];
  /** What to try next, in this order, before anything else of the lane. */
  readonly next: readonly Batch[];
  /** Records that are tried no more. */
  readonly givenUp: Batch | undefined;
}

/** The settings of a mapping that decide how a failure goes on. */
export type FailureSettings = Pick<MappingPlan, 'maximumRetryAttempts' | 'bisectBatchOnFunctionError'>;

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
