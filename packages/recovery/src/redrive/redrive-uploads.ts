import { formatSourceUri, type ObjectVersion } from '@headwaters/pipeline-contract';
import { describeFunctionError, invoke } from '../delivery/invoke-consumer.js';
import { type FailureScope, producerActor } from '../failures/failure-scope.js';
import { type FailuresContext, readFailures } from '../failures/list-failures.js';
import { parseStoredFailure } from '../failures/stored-failure.js';
import { forEachPaced } from '../pace/for-each.js';
import type { RecoveryContext } from '../pipeline/recovery-context.js';
import type { RecoveryOptions, ReportRecovery } from '../progress.js';
import { deleteFailure, readFailureText } from './failure-object.js';
import { areNewer, readUploadProgress, type UploadProgress } from './upload-progress.js';

/** Failed uploads. */
export interface UploadIndex {
  /** Keys of the failures bucket. About 200 bytes each. */
  readonly keys: readonly string[];
  /** Uploads that the ledger shows as published or discarded completely. */
  readonly settled: number;
  readonly unreadable: number;
}

/** Lists the failed uploads of a scope. */
export async function indexUploads(
  context: FailuresContext,
  scope: FailureScope,
  report: ReportRecovery,
): Promise<UploadIndex> {
  const keys: string[] = [];
  let [settled, unreadable] = [0, 0];
  const findings: ReportRecovery = (finding) => {
    unreadable += 1;
    report(finding);
  };
  for await (const { stored } of readFailures(context, { ...scope, consumer: producerActor }, findings)) {
    if (stored.kind !== 'upload') continue;
    keys.push(stored.key);
    if (await areSettled(context, stored.sources)) settled += 1;
  }
  return { keys, settled, unreadable };
}

/**
 * The ledger can't distinguish the receipts of an object without a version from those of an earlier upload of the same key.
 */
async function areSettled(context: FailuresContext, sources: readonly ObjectVersion[]): Promise<boolean> {
  for (const source of sources) {
    if (source.versionId === undefined || source.versionId === 'null') return false;
    if (!(await readUploadProgress(context, source)).isSettled) return false;
  }
  return true;
}

/** How the redrive of uploads ended, in objects of the failures bucket. */
export interface UploadsRedrive {
  readonly published: number;
  readonly rejected: number;
  readonly failedAgain: number;
  readonly unfinished: number;
  readonly deleted: number;
  readonly gone: number;
}

export interface UploadsOptions extends RecoveryOptions {
  readonly signal: AbortSignal;
  /** How long an upload is followed without progress in the ledger, in milliseconds. Default: 15 minutes. */
  readonly stallMillis?: number | undefined;
}

/** Waits between two looks at the ledger, in milliseconds: each is longer, up to the last. */
const waits = { firstMillis: 500, factor: 1.5, lastMillis: 10_000 };

const defaultStallMillis = 15 * 60_000;

/**
 * Invokes the producer again with the events that it failed on, unchanged, and follows the ledger until it shows the uploads as
 * published or rejected. Deletes the failures of those that are published, or discarded. Never copies an object onto itself: that would make
 * a new version with new ids.
 */
export async function redriveUploads(
  context: RecoveryContext,
  { keys }: UploadIndex,
  options: UploadsOptions,
): Promise<UploadsRedrive> {
  const counts = { published: 0, rejected: 0, failedAgain: 0, unfinished: 0, deleted: 0, gone: 0 };
  /** The latest failure of each object that is not finished: others of the same object wait for it. */
  const latest = new Map<string, Promise<void>>();
  let done = 0;
  const { concurrency, rate, signal, report } = options;
  await forEachPaced(keys, { concurrency, rate, clock: context.clock, signal }, async (key) => {
    const upload = await readUpload(context, key);
    if (upload === undefined) counts.gone += 1;
    else
      await inTurn(latest, upload.sources.map(formatSourceUri), async () => {
        const outcome = await redriveUpload(context, upload, options);
        counts[outcome] += 1;
        if (outcome !== 'published') return;
        await deleteFailure(context, key);
        counts.deleted += 1;
      });
    done += 1;
    report({ type: 'progress', done, total: keys.length, unit: 'uploads', bytes: 0 });
  });
  return counts;
}

/** Works after everything that was started before for one of the names. */
async function inTurn(
  latest: Map<string, Promise<void>>,
  names: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const earlier = names.flatMap((name) => latest.get(name) ?? []);
  const done = Promise.all(earlier).then(work);
  for (const name of names) latest.set(name, done);
  try {
    await done;
  } finally {
    for (const name of names) if (latest.get(name) === done) latest.delete(name);
  }
}

interface FailedUploadEvent {
  readonly key: string;
  readonly event: unknown;
  readonly sources: readonly ObjectVersion[];
}

async function readUpload(context: RecoveryContext, key: string): Promise<FailedUploadEvent | undefined> {
  const text = await readFailureText(context, key);
  const stored = text === undefined ? undefined : parseStoredFailure({ key, text }, context.pipeline);
  return stored?.kind === 'upload' ? stored : undefined;
}

type UploadOutcome = 'published' | 'rejected' | 'failedAgain' | 'unfinished';

async function redriveUpload(
  context: RecoveryContext,
  { key, event, sources }: FailedUploadEvent,
  options: UploadsOptions,
): Promise<UploadOutcome> {
  if (await areSettled(context, sources)) return 'published';
  const { report, signal } = options;
  const before = await Promise.all(sources.map((source) => readUploadProgress(context, source)));
  const { functionError, payload } = await invoke(context, context.pipeline.producer, { event, signal });
  const subject = sources.map(formatSourceUri).join(', ');
  if (functionError) {
    report({ type: 'finding', subject, ...describeFunctionError(payload) });
    return 'failedAgain';
  }
  const outcome = await followUploads(context, { sources, before }, options);
  if (outcome === 'rejected') {
    const message = `The producer rejected it; trace it for the reason. Its failure is s3://${context.pipeline.failuresBucket}/${key}`;
    report({ type: 'finding', subject, code: 'HEADWATERS_UPLOAD_REJECTED', message });
  } else if (outcome === 'unfinished') {
    const message =
      'The producer was invoked, but the ledger showed no progress for too long. Start again later.';
    report({ type: 'finding', subject, code: 'HEADWATERS_UPLOAD_UNFINISHED', message });
  }
  return outcome;
}

interface FollowedUploads {
  readonly sources: readonly ObjectVersion[];
  /** Of each source, before the producer was invoked. */
  readonly before: readonly UploadProgress[];
}

/** The producer continues large uploads in asynchronous invocations, so that only the ledger shows the end. */
async function followUploads(
  context: RecoveryContext,
  { sources, before }: FollowedUploads,
  { signal, stallMillis = defaultStallMillis }: UploadsOptions,
): Promise<'published' | 'rejected' | 'unfinished'> {
  const { clock } = context;
  let waitMillis = waits.firstMillis;
  let [bytes, progressAt] = [-1, clock.now()];
  for (;;) {
    const now = await Promise.all(sources.map((source) => readUploadProgress(context, source)));
    const states = now.map((progress, index) => stateOf(sources[index], progress, before[index]));
    if (states.every((state) => state === 'published')) return 'published';
    if (states.every((state) => state !== 'open')) return 'rejected';
    const total = now.reduce((sum, progress) => sum + progress.bytes, 0);
    if (total !== bytes) [bytes, progressAt, waitMillis] = [total, clock.now(), waits.firstMillis];
    else if (clock.now() - progressAt >= stallMillis) return 'unfinished';
    await clock.sleep(waitMillis, signal);
    waitMillis = Math.min(waitMillis * waits.factor, waits.lastMillis);
  }
}

function stateOf(
  source: ObjectVersion | undefined,
  now: UploadProgress,
  before: UploadProgress | undefined,
): 'published' | 'rejected' | 'open' {
  const hasVersion = source?.versionId !== undefined && source.versionId !== 'null';
  if (now.isSettled && (hasVersion || areNewer(now.ends, before?.ends ?? []))) return 'published';
  return areNewer(now.rejections, before?.rejections ?? []) ? 'rejected' : 'open';
}
