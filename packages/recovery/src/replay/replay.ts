import { type Usage, priceUsage } from '@headwaters/bill';
import { type ActorCoverage, findVersion, readActorCoverage } from '@headwaters/ledger';
import { type ObjectVersion, archivePrefix } from '@headwaters/pipeline-contract';
import { PipelineIncompleteError } from '../errors.js';
import { withJob } from '../job/recovery-job.js';
import { forEachPaced } from '../pace/for-each.js';
import { readMappings, refuseFilter } from '../mapping/event-source-mapping.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import { type PipelineConsumer, consumerOf } from '../pipeline/recovery-pipeline.js';
import type { RecoveryOptions, RecoveryPlan, RecoveryResult } from '../progress.js';
import { jobStartMillis } from './job-start.js';
import {
  type ArchivedRange,
  countForeignRecords,
  groupUploads,
  listArchivedRanges,
  listUploadRanges,
} from './archive-listing.js';
import { findNotArchived, nothingArchived } from './not-archived.js';
import { UploadDelivery } from './deliver-uploads.js';
import type { ReplayUpload } from './upload-blocks.js';

/** What is delivered again, and to whom. */
export interface ReplayScope {
  /** Name of the consumer. */
  readonly consumer: string;
  /** One upload. Without a version: the latest. */
  readonly source?: ObjectVersion | undefined;
  /** Uploads of the source bucket whose keys start with it. Default: all uploads. */
  readonly prefix?: string | undefined;
  /** Only what was archived then or later. */
  readonly since?: Date | undefined;
  /** Only what was archived before. */
  readonly until?: Date | undefined;
}

/**
 * Delivers archived blocks to one consumer: each upload in offset order, several uploads at once. Blocks have sequence numbers that are
 * lower than those of Kinesis, so a sink that keeps the newest record of a key keeps what it has from the stream. Foreign records are
 * not delivered.
 *
 * A replay that was killed goes on when it is started again with the same scope: what the ledger shows as accepted since its first
 * start is skipped. Complete: the ledger shows that the consumer accepted everything that was delivered; of a single file, everything
 * that is published.
 *
 * @throws {@link PipelineIncompleteError} without an archive, for an unknown consumer, for the consumer that writes the archive, and for
 * one whose mapping has a filter.
 * @throws {@link RecoveryBusyError} if the same replay is running, and the errors of the SDK.
 */
export async function replay(
  context: RecoveryContext,
  scope: ReplayScope,
  options: RecoveryOptions,
): Promise<RecoveryResult> {
  const consumer = consumerOf(context.pipeline, scope.consumer);
  const selection = await selectArchive(context, scope);
  if (consumer.mappingIds.length > 0) refuseFilter(consumer, await readMappings(context, consumer));
  const plan = await planReplay(context, selection);
  options.report({ type: 'plan', ...plan });
  const { files = 0, blocks = 0 } = plan.counts;
  if (!options.apply) return { complete: blocks === 0, counts: { files, blocks } };
  if (blocks === 0 && scope.source !== undefined) {
    options.report(nothingArchived(selection.source ?? scope.source));
    return { complete: false, counts: { files, blocks } };
  }
  const jobScope = { command: 'replay', scope: jsonOf(scope) };
  return withJob(context, jobScope, async (job) => {
    const startMillis = await jobStartMillis(context, jobScope, job);
    const signal = options.signal === undefined ? job.signal : AbortSignal.any([job.signal, options.signal]);
    const delivery = new UploadDelivery(context, consumer, {
      ...{ kind: 'replay', rate: options.rate, report: options.report, signal },
      total: blocks,
      sinceMillis: startMillis,
    });
    const doneSinceMillis = job.isContinued ? startMillis : undefined;
    await deliverSelection(
      context,
      { selection, consumer, delivery, doneSinceMillis },
      { ...options, signal },
    );
    const { counts, isStopped } = delivery;
    if (isStopped) options.report(stoppedFinding(consumer));
    let complete = counts.failedFiles === 0 && !isStopped;
    const { source } = selection;
    if (complete && source !== undefined && scope.since === undefined && scope.until === undefined) {
      const asked = { source, consumer: consumer.name, sinceMillis: startMillis };
      const finding = await findNotArchived(context, asked);
      if (finding !== undefined) options.report(finding);
      complete = finding === undefined;
    }
    if (complete) await job.finish();
    return { complete, counts: { ...counts } };
  });
}

function stoppedFinding({ name }: PipelineConsumer) {
  const message = `${name} accepted nothing of 20 files in a row. Find out why, then start again: what it has is skipped.`;
  return { type: 'finding', subject: name, code: 'HEADWATERS_REPLAY_STOPPED', message } as const;
}

/** Equal scopes are equal as JSON. */
function jsonOf({ consumer, source, prefix, since, until }: ReplayScope): unknown {
  return { consumer, source, prefix, since: since?.toISOString(), until: until?.toISOString() };
}

/** A part of the archive. */
interface ArchiveSelection {
  readonly bucket: string;
  readonly prefix: string;
  /** Set if it is one upload. */
  readonly directory: string | undefined;
  readonly source: ObjectVersion | undefined;
  readonly isEverything: boolean;
  readonly selects: (range: ArchivedRange) => boolean;
}

async function selectArchive(
  context: RecoveryContext,
  { consumer, source, prefix = '', since, until }: ReplayScope,
): Promise<ArchiveSelection> {
  const bucket = archiveFor(context, consumer);
  const selects = ({ archivedAtMillis }: ArchivedRange) =>
    archivedAtMillis >= (since?.getTime() ?? -Infinity) && archivedAtMillis < (until?.getTime() ?? Infinity);
  if (source === undefined) {
    const isEverything = prefix === '';
    const selected = isEverything ? '' : `${context.pipeline.sourceBucket}/${prefix}`;
    return { bucket, prefix: selected, directory: undefined, source, isEverything, selects };
  }
  const found = source.versionId === undefined ? (await findVersion(context.s3, source)).source : source;
  const directory = archivePrefix(found);
  return { bucket, prefix: directory, directory, source: found, isEverything: false, selects };
}

/**
 * Returns the archive bucket from which a consumer can be given blocks.
 *
 * @throws {@link PipelineIncompleteError} if there is none, or if the consumer writes it.
 */
export function archiveFor({ pipeline }: Pick<RecoveryContext, 'pipeline'>, consumer: string): string {
  const { archiveBucket, archiveConsumer } = pipeline;
  if (archiveBucket === undefined || archiveConsumer === undefined) {
    throw new PipelineIncompleteError(
      'The pipeline has no archive: none of its consumers has the sink "archive". Without one, only what is still in the stream or ' +
        'in the source bucket can be delivered again: see backfill.',
    );
  }
  if (consumer !== archiveConsumer) return archiveBucket;
  throw new PipelineIncompleteError(
    `The consumer "${consumer}" writes the archive, so nothing can be delivered to it from there. Use redrive for what it failed on.`,
  );
}

async function* listSelection(
  { s3 }: Pick<RecoveryContext, 's3'>,
  { bucket, prefix, directory }: ArchiveSelection,
): AsyncGenerator<ArchivedRange, void> {
  if (directory !== undefined) return yield* listUploadRanges(s3, { bucket, directory });
  for await (const range of listArchivedRanges(s3, { bucket, prefix })) {
    if (!range.name.isReferencedRecord) yield range;
  }
}

async function planReplay(context: RecoveryContext, selection: ArchiveSelection): Promise<RecoveryPlan> {
  const [counts, seen] = [
    { files: 0, blocks: 0 },
    { bytes: 0, directory: '', runs: 0 },
  ];
  for await (const range of listSelection(context, selection)) {
    if (!selection.selects(range)) continue;
    const { directory, bytes, name } = range;
    if (directory !== seen.directory) counts.files += 1;
    counts.blocks += 1;
    seen.directory = directory;
    seen.bytes += bytes;
    if (name.endOffset !== undefined) seen.runs += 1;
  }
  const { isEverything, bucket } = selection;
  const foreign = isEverything ? await countForeignRecords(context.s3, bucket) : 0;
  return {
    counts,
    bytes: seen.bytes,
    cost: priceUsage(replayUsage({ ...counts, bytes: seen.bytes, runs: seen.runs })),
    notes: [
      ...(foreign > 0
        ? [`${foreign} archived foreign records are not delivered: they belong to no upload.`]
        : []),
      ...(seen.runs > 0
        ? [`${seen.runs} of the blocks are runs of plain records: they are joined, and delivered as blocks.`]
        : []),
    ],
  };
}

/** Bytes that are delivered by one invocation, at most; see `windowLimits`. */
const invocationBytes = 2_600_000;

/** An estimate of what an invocation takes, in GB-seconds: a second with 512 MB. */
const invocationGigabyteSeconds = 0.5;

/** Estimates what it takes to deliver archived blocks. */
export function replayUsage({
  files,
  blocks,
  bytes,
  runs = 0,
}: {
  readonly files: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly runs?: number;
}): Usage {
  const invocations = Math.max(Math.ceil(bytes / invocationBytes), Math.ceil(blocks / 100));
  return {
    s3Reads: blocks + runs,
    // Listings of the archive and the ledger, and receipts.
    s3Writes: Math.ceil(blocks / 1_000) * 2 + files * 2,
    lambdaRequests: invocations,
    lambdaGigabyteSeconds: invocations * invocationGigabyteSeconds,
  };
}

interface SelectionDelivery {
  readonly selection: ArchiveSelection;
  readonly consumer: PipelineConsumer;
  readonly delivery: UploadDelivery;
  /** Set if what was accepted since then is done. */
  readonly doneSinceMillis: number | undefined;
}

async function deliverSelection(
  context: RecoveryContext,
  { selection, consumer, delivery, doneSinceMillis }: SelectionDelivery,
  { concurrency, signal }: RecoveryOptions,
): Promise<void> {
  // All ranges of an upload are listed, also those that are not selected: its sequence numbers depend on them.
  const groups = groupUploads(listSelection(context, selection), (directory) =>
    listUploadRanges(context.s3, { bucket: selection.bucket, directory }),
  );
  await forEachPaced(groups, { concurrency, clock: context.clock, signal }, async (group) => {
    if (delivery.isStopped) return;
    const uploads: ReplayUpload[] = [];
    for (const upload of group) {
      const source = await delivery.identify(upload);
      if (source === undefined) continue;
      const done = await doneRanges(context, { source, consumer, doneSinceMillis });
      uploads.push({ ...upload, source, wants: wantsUnlessDone(selection, done) });
    }
    await delivery.deliver(uploads);
  });
}

function wantsUnlessDone(
  { selects }: ArchiveSelection,
  done: ActorCoverage | undefined,
): ReplayUpload['wants'] {
  return ({ offset, endOffset = offset + 1 }, archived) =>
    (archived === undefined || selects(archived)) &&
    done?.hasRange({ start: offset, end: endOffset }) !== true;
}

async function doneRanges(
  { s3, pipeline }: RecoveryContext,
  {
    source,
    consumer,
    doneSinceMillis: sinceMillis,
  }: Pick<SelectionDelivery, 'consumer' | 'doneSinceMillis'> & { readonly source: ObjectVersion },
): Promise<ActorCoverage | undefined> {
  if (sinceMillis === undefined) return undefined;
  const wanted = { source, actor: consumer.name, outcomes: ['accepted'] as const, sinceMillis };
  return readActorCoverage(s3, pipeline.ledgerBucket, wanted);
}
