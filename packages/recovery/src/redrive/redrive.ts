import { type FailureScope, producerActor } from '../failures/failure-scope.js';
import type { FailedKinesisRecord } from '../failures/stored-failure.js';
import { withJob } from '../job/recovery-job.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { consumerOf, type PipelineConsumer } from '../pipeline/recovery-pipeline.js';
import type { RecoveryOptions, RecoveryResult } from '../progress.js';
import { type FailureIndex, indexFailures } from './failure-index.js';
import { planRedrive } from './plan-redrive.js';
import { redriveConsumer } from './redrive-consumer.js';
import { indexUploads, redriveUploads, type UploadIndex } from './redrive-uploads.js';

/** Which failures are delivered again. */
export interface RedriveScope extends FailureScope {
  /** Whether failed uploads are among them. Default: if no consumer is given. The consumer `producer` has nothing else. */
  readonly uploads?: boolean | undefined;
}

/** Options of {@link redrive}. */
export interface RedriveOptions extends RecoveryOptions {
  /** How long an upload is followed without progress in the ledger, in milliseconds. Default: 15 minutes. */
  readonly stallMillis?: number | undefined;
  /**
   * Returns data, in base64, that are delivered instead of those of the failure, for example what the stream still has of a Kinesis
   * record that arrived damaged. Default: those of the failure.
   */
  readonly readData?: ((record: FailedKinesisRecord) => string | undefined) | undefined;
}

/**
 * Delivers failures again: Kinesis records to the consumer that failed on them, and the events of failed uploads to the producer; all
 * consumers one after the other.
 *
 * Kinesis records are delivered with their original sequence number, partition key and time, in the order of their shard. What the
 * ledger shows as accepted or discarded is not delivered again. After a failure later Kinesis records of its partition key are held
 * back; so are those that have an older failure of their key which is not in the scope. An object of the failures bucket is deleted
 * only when the ledger shows everything in it as accepted or discarded. Every step may be repeated: a run that was killed is
 * continued by the next one.
 *
 * @returns counts of Kinesis records: `accepted`, `failedAgain`, `heldBack`; of uploads: `published`, `rejected`, `uploadsFailedAgain`,
 *   `unfinished`; of objects of the failures bucket: `deleted`, `gone` (deleted by others), `left`, `unreadable`.
 * @throws `PipelineIncompleteError` if there is no such consumer; `RecoveryBusyError` if another redrive of the consumer is running;
 *   `RecoveryLeaseLostError`; the errors of the SDK.
 */
export async function redrive(
  context: RecoveryContext,
  scope: RedriveScope,
  options: RedriveOptions,
): Promise<RecoveryResult> {
  const consumers = consumersIn(context, scope);
  const indexes: { readonly consumer: PipelineConsumer; readonly index: FailureIndex }[] = [];
  for (const consumer of consumers) {
    options.signal?.throwIfAborted();
    const index = await indexFailures(
      context,
      { consumer: consumer.name, scope: scopeOf(scope, consumer.name) },
      options.report,
    );
    indexes.push({ consumer, index });
  }
  const uploads = includesUploads(scope)
    ? await indexUploads(context, scopeOf(scope, producerActor), options.report)
    : undefined;
  const plan = planRedrive(
    indexes.map(({ index }) => index.counts),
    uploads,
  );
  options.report({ type: 'plan', ...plan });
  const { failures = 0, unreadable = 0 } = plan.counts;
  if (!options.apply) return { complete: failures + unreadable === 0, counts: {} };
  const counts = await runAll(context, { indexes, uploads }, options);
  const { failedAgain, heldBack, left, rejected, uploadsFailedAgain, unfinished } = counts;
  const open = failedAgain + heldBack + left + rejected + uploadsFailedAgain + unfinished + unreadable;
  return { complete: open === 0, counts: { ...counts, unreadable } };
}

interface RedriveWork {
  readonly indexes: readonly { readonly consumer: PipelineConsumer; readonly index: FailureIndex }[];
  readonly uploads: UploadIndex | undefined;
}

async function runAll(context: RecoveryContext, { indexes, uploads }: RedriveWork, options: RedriveOptions) {
  const counts = {
    ...{ accepted: 0, failedAgain: 0, heldBack: 0 },
    ...{ published: 0, rejected: 0, uploadsFailedAgain: 0, unfinished: 0 },
    ...{ deleted: 0, gone: 0, left: 0 },
  };
  for (const { consumer, index } of indexes) {
    if (index.references.length === 0) continue;
    const done = await withRedriveJob(context, { consumer: consumer.name, options }, (leased) =>
      redriveConsumer(context, { consumer, index }, leased),
    );
    for (const name of ['accepted', 'failedAgain', 'heldBack', 'deleted', 'gone', 'left'] as const)
      counts[name] += done[name];
  }
  if (uploads !== undefined && uploads.keys.length > 0) {
    const done = await withRedriveJob(context, { consumer: producerActor, options }, (leased) =>
      redriveUploads(context, uploads, leased),
    );
    for (const name of ['published', 'rejected', 'unfinished', 'deleted', 'gone'] as const)
      counts[name] += done[name];
    counts.uploadsFailedAgain += done.failedAgain;
  }
  return counts;
}

/** Works under the lease of a consumer, or of the uploads: two runs never deliver to one of them at once. */
export function withRedriveJob<Options extends RecoveryOptions, Result>(
  context: RecoveryContext,
  { consumer, options }: { readonly consumer: string; readonly options: Options },
  work: (options: Options & { readonly signal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  return withJob(context, { command: 'redrive', scope: { consumer } }, async (job) => {
    const signal = options.signal === undefined ? job.signal : AbortSignal.any([job.signal, options.signal]);
    const result = await work({ ...options, signal });
    await job.finish();
    return result;
  });
}

/** Returns the consumers of a scope. */
export function consumersIn(
  { pipeline }: Pick<RecoveryContext, 'pipeline'>,
  { consumer }: RedriveScope,
): readonly PipelineConsumer[] {
  if (consumer === undefined) return pipeline.consumers;
  return consumer === producerActor ? [] : [consumerOf(pipeline, consumer)];
}

/** Whether a scope has failed uploads. */
export function includesUploads({ consumer, uploads }: RedriveScope): boolean {
  return consumer === producerActor || (uploads ?? consumer === undefined);
}

/** Returns the scope of one consumer, or of the producer. */
export function scopeOf({ key, since, until, reason, source }: RedriveScope, consumer: string): FailureScope {
  return { consumer, key, since, until, reason, source };
}
