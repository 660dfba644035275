import type { Logger } from '@aws-lambda-powertools/logger';
import { isRejection } from '../error/is-rejection.js';
import type { Ledger } from '../ledger/ledger.js';
import { sourceUri } from '../object/source-uri.js';
import { publishObject, type Outcome, type Publication } from '../publication/publish-object.js';
import { continuationOf, type Continuation } from './continuation.js';
import type { Task } from './task.js';

/** What running a task needs. */
export interface TaskRun extends Publication {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Without a ledger nothing can be rejected for good: what can never succeed fails like anything else. */
  readonly ledger: Ledger | undefined;
  readonly continueWith: (continuation: Continuation) => Promise<void>;
}

/**
 * Publishes an upload as far as the time goes, writes down how far that is, and has the rest done by a fresh invocation.
 * An upload that can never be published is rejected: written down with its reason, and not tried again.
 *
 * @throws whatever may pass with time, so that the invocation is tried again.
 */
export async function runTask(task: Task, run: TaskRun): Promise<void> {
  const object = sourceUri(task.upload.source);
  try {
    const outcome = await publishObject(task, run);
    await writeDown(task, outcome, run);
    if (outcome.isComplete) run.tally.objectsPublished += 1;
    else await continueLater({ ...task, start: outcome.end }, run);
    run.logger.info(outcome.isComplete ? 'Object published' : 'Object published in part', {
      object,
      ...outcome.end,
    });
  } catch (error) {
    if (!isRejection(error) || run.ledger === undefined) throw error;
    const reason = { code: error.code, message: error.message };
    await run.ledger({ ...rangeFrom(task), outcome: 'rejected', isLast: false, recordCount: 0, reason });
    run.tally.objectsRejected += 1;
    run.logger.error('Object rejected; it will not be tried again', { object, error });
  }
}

/** Hands a task to a fresh invocation. */
export async function continueLater(task: Task, { continueWith, tally }: TaskRun): Promise<void> {
  await continueWith(continuationOf(task));
  tally.objectsContinued += 1;
}

async function writeDown(task: Task, { end, isComplete }: Outcome, { ledger }: TaskRun): Promise<void> {
  await ledger?.({
    ...rangeFrom(task),
    outcome: 'published',
    endOffset: end.offset,
    isLast: isComplete,
    recordCount: end.lineNumber - task.start.lineNumber,
  });
}

function rangeFrom({ upload, start }: Task) {
  return { source: upload.source, offset: start.offset };
}
