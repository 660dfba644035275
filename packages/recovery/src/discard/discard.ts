import { PutObjectCommand } from '@aws-sdk/client-s3';
import { priceUsage } from '@headwaters/bill';
import { type Receipt, receiptObject } from '@headwaters/pipeline-contract';
import { DiscardReasonError } from '../errors.js';
import { isUndecodable, producerActor } from '../failures/failure-scope.js';
import { readFailures, type ReadFailure } from '../failures/list-failures.js';
import type { StoredRecords, StoredUpload } from '../failures/stored-failure.js';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { RecoveryOptions, RecoveryPlan, RecoveryResult, ReportRecovery } from '../progress.js';
import { deleteFailure } from '../redrive/failure-object.js';
import {
  consumersIn,
  includesUploads,
  type RedriveScope,
  scopeOf,
  withRedriveJob,
} from '../redrive/redrive.js';
import { inspectedRecords, Settlement } from '../redrive/settlement.js';
import { storeClosures } from '../redrive/store-closures.js';
import { readUploadProgress } from '../redrive/upload-progress.js';
import { discardReceipt, type DiscardReason, discardReceipts } from './discard-receipts.js';

/** Options of {@link discard}. */
export interface DiscardOptions extends RecoveryOptions {
  /** Why nobody needs them: 1 to 1,000 characters. It stands in the receipts, and `trace` shows it. */
  readonly why: string;
}

/** Longest reason, in characters. */
const maxWhyCharacters = 1_000;

/**
 * Closes failures on purpose. For each, a receipt `discarded` with the reason and the caller is stored for every range that the ledger
 * does not show as accepted; for Kinesis records of an unknown object, a closure. Then the failure is deleted. `trace` shows such
 * ranges as discarded; the object stays incomplete.
 *
 * @returns counts of Kinesis records `discarded`, of uploads `uploadsDiscarded`, and of objects of the failures bucket `deleted`.
 * @throws {@link DiscardReasonError} if there is no reason; `PipelineIncompleteError` if there is no such consumer;
 *   `RecoveryBusyError` if a redrive of the consumer is running; the errors of the SDK.
 */
export async function discard(
  context: RecoveryContext,
  scope: RedriveScope,
  options: DiscardOptions,
): Promise<RecoveryResult> {
  const why = options.why.trim();
  if (why === '' || why.length > maxWhyCharacters) throw new DiscardReasonError(maxWhyCharacters);
  const actors = consumersIn(context, scope).map(({ name }) => name);
  if (includesUploads(scope)) actors.push(producerActor);
  const plan = await planDiscard(context, { scope, actors }, options);
  options.report({ type: 'plan', ...plan });
  const { failures: total = 0, unreadable = 0 } = plan.counts;
  if (!options.apply) return { complete: total + unreadable === 0, counts: {} };
  const counts = { discarded: 0, uploadsDiscarded: 0, deleted: 0 };
  for (const actor of actors) {
    await withRedriveJob(context, { consumer: actor, options }, ({ concurrency, rate, signal, report }) => {
      const failures = readFailures(context, scopeOf(scope, actor), ignoreFindings, { duplicates: true });
      const pace = { concurrency, rate, signal, clock: context.clock };
      return forEachPaced(failures, pace, async (read) => {
        await discardFailure(context, read, { actor, why, counts });
        report({ type: 'progress', done: counts.deleted, total, unit: 'failures', bytes: 0 });
      });
    });
  }
  return { complete: unreadable === 0, counts: { ...counts, unreadable } };
}

/** They were reported for the plan. */
const ignoreFindings: ReportRecovery = () => undefined;

interface DiscardScope {
  readonly scope: RedriveScope;
  readonly actors: readonly string[];
}

async function planDiscard(
  context: RecoveryContext,
  { scope, actors }: DiscardScope,
  { report, signal }: DiscardOptions,
): Promise<RecoveryPlan> {
  const counts = { failures: 0, records: 0, uploads: 0, unreadable: 0 };
  let [bytes, writes] = [0, 0];
  const findings: ReportRecovery = (finding) => {
    if (!isUndecodable(finding) || counts.failures === 0) counts.unreadable += 1;
    report(finding);
  };
  for (const actor of actors) {
    for await (const { failure } of readFailures(context, scopeOf(scope, actor), findings)) {
      signal?.throwIfAborted();
      counts.failures += 1;
      counts.records += failure.recordCount;
      counts.uploads += failure.kind === 'upload' ? 1 : 0;
      bytes += failure.bytes;
      writes += failure.sources.length * 2 + failure.foreignCount + failure.unreadableCount;
    }
  }
  const cost = priceUsage({ s3Reads: 2 * counts.failures, s3Writes: writes });
  const notes =
    counts.failures === 0 ? [] : ['Nothing delivers discarded records later: their files stay incomplete.'];
  return { counts, bytes, cost, notes };
}

interface DiscardRun {
  readonly actor: string;
  readonly why: string;
  readonly counts: { discarded: number; uploadsDiscarded: number; deleted: number };
}

async function discardFailure(
  context: RecoveryContext,
  { stored, contents }: ReadFailure,
  { actor, why, counts }: DiscardRun,
): Promise<void> {
  const at = new Date(context.clock.now()).toISOString();
  const reason = { actor, why, by: context.caller, at };
  if (stored.kind === 'upload') {
    await discardUpload(context, stored, reason);
    counts.uploadsDiscarded += 1;
  } else {
    // Not `+= await`: others count meanwhile.
    const discarded = await discardRecords(context, { stored, contents }, reason);
    counts.discarded += discarded;
  }
  await deleteFailure(context, stored.key);
  counts.deleted += 1;
}

/** @returns the number of Kinesis records that were open. */
async function discardRecords(
  context: RecoveryContext,
  { stored, contents }: { readonly stored: StoredRecords; readonly contents: ReadFailure['contents'] },
  reason: DiscardReason,
): Promise<number> {
  const { actor, why } = reason;
  const all = inspectedRecords(stored, contents);
  const settled = await new Settlement(context, actor).settledOf(all);
  const records = all.filter((_, index) => settled[index] !== true);
  await storeReceipts(
    context,
    discardReceipts(
      records.map(({ content }) => content),
      reason,
    ),
  );
  await storeClosures(context, actor, { records, outcome: 'discarded', reason: why });
  return records.length;
}

/** Discards what of an upload is not published. Its end is unknown, unless the producer has reached it. */
async function discardUpload(
  context: RecoveryContext,
  { sources }: StoredUpload,
  reason: DiscardReason,
): Promise<void> {
  for (const source of sources) {
    const { isSettled, offset } = await readUploadProgress(context, source);
    if (isSettled) continue;
    const range = { start: offset, end: Infinity };
    await storeReceipts(context, [discardReceipt(source, { range, recordCount: 0 }, reason)]);
  }
}

async function storeReceipts(
  { s3, pipeline }: Pick<RecoveryContext, 's3' | 'pipeline'>,
  receipts: readonly Receipt[],
): Promise<void> {
  for (const receipt of receipts) {
    await s3.send(new PutObjectCommand({ Bucket: pipeline.ledgerBucket, ...receiptObject(receipt) }));
  }
}
