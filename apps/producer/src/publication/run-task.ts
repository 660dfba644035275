import { formatSourceUri } from '@headwaters/pipeline-contract';
import { NoUploadRuleError, type ObjectFault } from '../errors.js';
import { continuationOf, type Task } from '../event/task.js';
import type { PublishedProgress } from '../ledger/ledger.js';
import { ProgressReceipts } from '../ledger/progress-receipts.js';
import type { Invocation } from './invocation.js';
import { publishObject } from './publish-object.js';

/**
 * Publishes an upload until the deadline or the end of the fair share, writes receipts, and leaves the rest to a continuation. Skips what the ledger
 * shows as published. Rejects an upload that can never be published: a receipt records the reason, and it is not retried.
 *
 * @throws any other error, so that Lambda invokes the function again, and keeps the event if that fails too.
 */
export async function runTask(task: Task, invocation: Invocation): Promise<void> {
  const rest = await resumeTask(task, invocation);
  if (rest !== undefined) await publishRest(rest, invocation);
}

/**
 * Advances a task past what the ledger shows as published, by an invocation that crashed or by a concurrent one. If the
 * ledger can't be read, the task stays unchanged: blocks that are sent again have the same ids.
 *
 * @returns the rest of the task; undefined if nothing is left.
 */
async function resumeTask(task: Task, invocation: Invocation): Promise<Task | undefined> {
  const progress = await readProgress(task, invocation);
  if (progress === undefined) return task;
  const { ports, settings, run } = invocation;
  const { offset, lineNumber, isComplete } = progress;
  run.counts.objectsResumed += 1;
  ports.logger.info(isComplete ? 'Object was published before' : 'Object resumed from the ledger', {
    object: formatSourceUri(task.upload.source),
    start: task.start.offset,
    offset,
    lineNumber,
  });
  if (isComplete) return undefined;
  return { ...task, start: { cell: Math.floor(offset / settings.cellBytes), offset, lineNumber } };
}

async function readProgress(
  { upload, start }: Task,
  { ports }: Invocation,
): Promise<PublishedProgress | undefined> {
  try {
    return await ports.readProgress?.(upload.source, start.offset);
  } catch (error) {
    ports.logger.warn('Could not read the ledger; published blocks may be sent again', {
      object: formatSourceUri(upload.source),
      error: error as Error,
    });
    return undefined;
  }
}

async function publishRest(task: Task, invocation: Invocation): Promise<void> {
  const { ledger, logger } = invocation.ports;
  const { counts } = invocation.run;
  const { source } = task.upload;
  const receipts = new ProgressReceipts({ source, start: task.start, ledger, logger });
  const outcome = await publishObject(task, invocation, (position) => receipts.advance(position));
  await receipts.finish(outcome.end, outcome.kind === 'complete');
  const object = formatSourceUri(source);
  switch (outcome.kind) {
    case 'complete':
      counts.objectsPublished += 1;
      logger.info('Object published', { object, ...outcome.end });
      break;
    case 'partial':
      await continueLater({ ...task, start: outcome.end }, invocation);
      logger.info('Object published in part; a continuation publishes the rest', { object, ...outcome.end });
      break;
    case 'rejected':
      await rejectUpload(task, outcome.error, invocation, outcome.end.offset);
  }
}

/** Leaves a task to a new invocation of the same function. */
export async function continueLater(task: Task, { ports, run }: Invocation): Promise<void> {
  await ports.invokeContinuation(run.functionArn, continuationOf(task));
  run.counts.objectsContinued += 1;
}

/**
 * Rejects an upload that can never be published: a receipt records the reason, and it is not retried.
 *
 * @param offset - First byte that is not published. Default: 0.
 * @throws `fault` without a ledger, because nothing would show the rejection.
 */
export async function rejectUpload(
  { upload: { source } }: Task,
  fault: ObjectFault,
  { ports: { ledger, logger }, run: { counts } }: Pick<Invocation, 'ports' | 'run'>,
  offset = 0,
): Promise<void> {
  if (ledger === undefined) throw fault;
  const reason = { code: fault.code, message: fault.message };
  await ledger({ source, outcome: 'rejected', offset, isLast: false, recordCount: 0, reason });
  counts.objectsRejected += 1;
  if (fault instanceof NoUploadRuleError) counts.objectsWithoutRule += 1;
  logger.error('Object rejected; it will not be retried', { object: formatSourceUri(source), error: fault });
}
