import type { Logger } from '@aws-lambda-powertools/logger';
import { type Rejection, sourceUri } from '../errors.js';
import { type Continuation, type Position, type Task, continuationOf } from '../event/task.js';
import type { Ledger, PublishedProgress, ReadProgress } from '../ledger/ledger.js';
import { ProgressReceipts } from '../ledger/progress-receipts.js';
import { type Publication, publishObject } from './publish-object.js';

/** What running a task needs. */
export interface TaskRun extends Omit<Publication, 'onProgress'> {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Without a ledger nothing can be rejected for good: what can never succeed fails like anything else. */
  readonly ledger: Ledger | undefined;
  /** Without it, a retry begins where the task does. */
  readonly readProgress: ReadProgress | undefined;
  readonly continueWith: (continuation: Continuation) => Promise<void>;
}

/**
 * Publishes an upload as far as the time goes, writes down how far that is, and has the rest done by a fresh invocation.
 * What the ledger says is published already is not published again.
 * What can never be published is rejected: written down with its reason, and not tried again.
 *
 * @throws whatever may pass with time, so that the invocation is tried again.
 */
export async function runTask(task: Task, run: TaskRun): Promise<void> {
  const rest = await resumeTask(task, run);
  if (rest !== undefined) await publishRest(rest, run);
}

async function publishRest(task: Task, run: TaskRun): Promise<void> {
  const { source } = task.upload;
  const receipts = new ProgressReceipts({ ...run, source, start: task.start });
  const outcome = await publishObject(task, { ...run, onProgress: (position) => receipts.note(position) });
  await receipts.finish(outcome.end, outcome.kind === 'complete');
  const object = sourceUri(source);
  switch (outcome.kind) {
    case 'complete':
      run.tally.objectsPublished += 1;
      run.logger.info('Object published', { object, ...outcome.end });
      break;
    case 'out-of-time':
      await continueLater({ ...task, start: outcome.end }, run);
      run.logger.info('Object published in part; the rest continues', { object, ...outcome.end });
      break;
    case 'rejected':
      await reject(task, outcome, run);
      run.logger.error('Object rejected; it will not be tried again', { object, error: outcome.error });
  }
}

/** Hands a task to a fresh invocation. */
export async function continueLater(task: Task, { continueWith, tally }: TaskRun): Promise<void> {
  await continueWith(continuationOf(task));
  tally.objectsContinued += 1;
}

async function reject(
  { upload }: Task,
  { end, error }: { end: Position; error: Rejection },
  { ledger, tally }: TaskRun,
): Promise<void> {
  if (ledger === undefined) throw error;
  const reason = { code: error.code, message: error.message };
  const nothing = { isLast: false, recordCount: 0 };
  await ledger({ source: upload.source, outcome: 'rejected', offset: end.offset, ...nothing, reason });
  tally.objectsRejected += 1;
}

/**
 * Moves a task on to where the ledger says it was left: by an invocation that crashed, or by another one that was given
 * the same. A ledger that can't be read moves nothing: what is sent again has the same ids.
 *
 * @returns the rest; undefined if nothing is left.
 */
async function resumeTask(task: Task, run: TaskRun): Promise<Task | undefined> {
  const { upload, start } = task;
  const progress = await progressOf(task, run);
  if (progress === undefined) return task;
  const { offset, lineNumber, isComplete } = progress;
  run.tally.objectsResumed += 1;
  run.logger.info(isComplete ? 'Object is published already' : 'Object taken up where it was left', {
    object: sourceUri(upload.source),
    start: start.offset,
    offset,
    lineNumber,
  });
  if (isComplete) return undefined;
  return { ...task, start: { cell: Math.floor(offset / run.cellBytes), offset, lineNumber } };
}

async function progressOf(
  { upload, start }: Task,
  { readProgress, logger }: TaskRun,
): Promise<PublishedProgress | undefined> {
  try {
    return await readProgress?.(upload.source, start.offset);
  } catch (error) {
    const object = sourceUri(upload.source);
    logger.warn('The ledger can not be read; what was published may be sent again', {
      object,
      error: error as Error,
    });
    return undefined;
  }
}
