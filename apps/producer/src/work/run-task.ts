import type { Logger } from '@aws-lambda-powertools/logger';
import type { Rejection } from '../error/is-rejection.js';
import type { Ledger } from '../ledger/ledger.js';
import { sourceUri } from '../object/source-uri.js';
import type { Position } from '../publication/position.js';
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
 * What can never be published is rejected: written down with its reason, and not tried again.
 *
 * @throws whatever may pass with time, so that the invocation is tried again.
 */
export async function runTask(task: Task, run: TaskRun): Promise<void> {
  const outcome = await publishObject(task, run);
  await writeDown(task, outcome, run);
  const object = sourceUri(task.upload.source);
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

async function writeDown(
  { upload, start }: Task,
  { kind, end }: Outcome,
  { ledger }: TaskRun,
): Promise<void> {
  if (kind === 'rejected' && end.offset === start.offset) return;
  await ledger?.({
    ...{ source: upload.source, outcome: 'published' },
    offset: start.offset,
    endOffset: end.offset,
    isLast: kind === 'complete',
    recordCount: end.lineNumber - start.lineNumber,
  });
}
