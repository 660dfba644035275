import { sourceUri } from '../object/source-uri.js';
import type { PublishedProgress } from '../ledger/read-progress.js';
import type { Task } from './task.js';
import type { TaskRun } from './run-task.js';

/**
 * Moves a task on to where the ledger says it was left: by an invocation that crashed, or by another one that was given
 * the same. A ledger that can't be read moves nothing: what is sent again has the same ids.
 *
 * @returns the rest; undefined if nothing is left.
 */
export async function resumeTask(task: Task, run: TaskRun): Promise<Task | undefined> {
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
