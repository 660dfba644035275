import type { Logger } from '@aws-lambda-powertools/logger';
import { outOfTimeCode, recoveryKindOf, type RecoveryAnswer } from '@headwaters/pipeline-contract';
import { guardAttempts, noGuard } from '../failure/attempt-guard.js';
import type { AttemptMarkers } from '../failure/attempt-markers.js';
import { describeError } from '../failure/describe-error.js';
import type { Quarantine } from '../failure/quarantine.js';
import { LedgerEntries } from '../ledger/ledger-entries.js';
import { recordEntries, type Ledger } from '../ledger/ledger.js';
import { readBatch, type Batch } from '../record/batch.js';
import { oncePerBatch, type FindSource } from '../record/source-lookup.js';
import type { StreamRecord } from '../record/stream-record.js';
import type { Sink } from '../sink/sink.js';
import { Deadline, type Clock } from './deadline.js';
import { countOutcomes, type InvocationCounts } from './invocation-counts.js';
import { runBatch, type BatchResult, type BatchStop } from './run-batch.js';

/** What a consumer depends on. Made once, outside the handler. */
export interface Consumer {
  readonly sink: Sink;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly clock: Clock;
  /** Without a ledger, no receipts are written. */
  readonly ledger: Ledger | undefined;
  /** Without it, plain Kinesis records are foreign. */
  readonly findSource: FindSource | undefined;
  /** Without it, a failure of any kind is reported to Lambda. */
  readonly quarantine: QuarantinePolicy | undefined;
  /** Called once per invocation. */
  readonly reportCounts: (counts: InvocationCounts) => void;
}

/** How a consumer quarantines Kinesis records. */
export interface QuarantinePolicy {
  /** Name of the consumer. */
  readonly consumer: string;
  /** Age at which a Kinesis record that fails for an unknown reason, or kills the process, is quarantined. */
  readonly afterSeconds: number;
  readonly store: Quarantine;
  readonly markers: AttemptMarkers;
}

/**
 * Passes the Kinesis records of a batch to the sink, quarantines those that can never be accepted, and writes receipts of what was
 * accepted, up to the first Kinesis record that must be delivered again.
 *
 * An event of a recovery command (`recoveryKindOf`) has an operator who waits for the answer. Nothing of it is quarantined, whatever
 * its age, and no attempt is marked: the first Kinesis record that is not accepted ends the batch.
 *
 * @param invocationMillis - `context.getRemainingTimeInMillis()` at the start of the invocation.
 * @returns the sequence number of the Kinesis record that must be delivered again, if any: Lambda delivers it and all after it. To a
 * recovery command also why, as `failure`.
 * @throws {@link StreamEventError} if the event is not a Kinesis batch, or the error of the ledger: Lambda delivers all of it again.
 */
export async function consumeBatch(
  event: unknown,
  regular: Consumer,
  invocationMillis: number,
): Promise<RecoveryAnswer> {
  const batch = readBatch(event);
  const isRecovery = recoveryKindOf(event) !== undefined;
  // mutation-anchor: recovery-mode
  const consumer = isRecovery ? { ...regular, quarantine: undefined } : regular;
  const deadline = new Deadline(consumer.clock, invocationMillis);
  const isOld = ageCheck(consumer);
  const guard = await guardBatch(batch.records, consumer, isOld);
  try {
    const { sink, quarantine: { store: quarantine } = {} } = consumer;
    const findSource = consumer.findSource && oncePerBatch(consumer.findSource);
    const result = await deadline.limit((signal) =>
      runBatch(batch.records, { sink, guard, quarantine, findSource, isOld, signal, deadline }),
    );
    const failure = await report(batch, result, consumer);
    return answer(failure, isRecovery);
  } finally {
    await guard.endBatch();
  }
}

function ageCheck({ clock, quarantine }: Consumer): (record: StreamRecord) => boolean {
  // mutation-anchor: record-age
  if (quarantine === undefined) return () => false;
  const { afterSeconds } = quarantine;
  return ({ arrivedAtMillis }) => clock.now() - arrivedAtMillis >= afterSeconds * 1_000;
}

function guardBatch(
  records: readonly StreamRecord[],
  { quarantine }: Consumer,
  isOld: (record: StreamRecord) => boolean,
) {
  if (quarantine === undefined) return noGuard;
  const { consumer, markers } = quarantine;
  return guardAttempts(records, { consumer, markers, isOld });
}

/** The first Kinesis record that is not acknowledged, and why. */
type BatchFailure = Pick<BatchStop, 'sequenceNumber' | 'error'>;

/** Prints counts, writes receipts and returns the first Kinesis record that is not acknowledged. */
async function report(
  batch: Batch,
  result: BatchResult,
  { reportCounts, ledger, logger }: Consumer,
): Promise<BatchFailure | undefined> {
  const { outcomes, stop } = result;
  const failure = stop ?? batch.unreadable;
  reportCounts(countOutcomes(outcomes, { hasFailed: failure?.error !== undefined }));
  for (const outcome of outcomes) {
    if (outcome.kind !== 'quarantined') continue;
    logger.warn('Kinesis record quarantined', { ...outcome.position, reason: outcome.reason });
  }
  if (ledger !== undefined) await recordEntries(ledger, acceptedEntries(result));
  if (failure === undefined) return undefined;
  const { sequenceNumber, error } = failure;
  if (error === undefined) {
    logger.info('Time is used up; the rest of the batch must be delivered again', { sequenceNumber });
  } else {
    logger.error('Kinesis record not accepted; it must be delivered again', { sequenceNumber, error });
  }
  return failure;
}

/** Reports to Lambda, or to a recovery command, where to go on. */
function answer(failure: BatchFailure | undefined, isRecovery: boolean): RecoveryAnswer {
  if (failure === undefined) return { batchItemFailures: [] };
  const { sequenceNumber, error } = failure;
  // mutation-anchor: report-failure
  const batchItemFailures = [{ itemIdentifier: sequenceNumber }];
  return isRecovery ? { batchItemFailures, failure: describeFailure(error) } : { batchItemFailures };
}

function describeFailure(error: Error | undefined): { code: string; message: string } {
  if (error !== undefined) return describeError(error);
  return {
    code: outOfTimeCode,
    message: 'The time of the invocation was used up before this Kinesis record',
  };
}

function acceptedEntries({ outcomes }: BatchResult) {
  const accepted = new LedgerEntries();
  for (const outcome of outcomes) {
    if (outcome.kind === 'accepted') for (const block of outcome.blocks) accepted.add(block);
  }
  return accepted.toArray('accepted');
}
