import { formatSourceUri } from '@headwaters/pipeline-contract';
import type { ObjectFault } from '../errors.js';
import { continuationOf, type Task } from '../event/task.js';
import type { PublishedProgress } from '../ledger/ledger.js';
import { ProgressReceipts } from '../ledger/progress-receipts.js';
import { Findings } from './findings.js';
import type { Invocation } from './invocation.js';
import { publishObject } from './publish-object.js';
import { hasOffsets } from './wire-records.js';

/**
 * Publishes an upload until the deadline or the end of the fair share, writes receipts, and leaves the rest to a continuation.
 * Skips what the ledger shows as published. Rejects an upload that can never be published: a receipt records the reason, and it
 * is not retried.
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
  const { ports, settings, run } = invocation;
  const { ledger, logger } = ports;
  const { counts } = run;
  const { source } = task.upload;
  const wire = { profile: settings.wire, hasOffsets: hasOffsets(settings) };
  const receipts = new ProgressReceipts({ source, start: task.start, wire, ledger, logger });
  const object = formatSourceUri(source);
  const findings = new Findings();
  // Before the first Kinesis record: a consumer that reads it must be able to find its object.
  if (settings.wire === 'plain' && hasOffsets(settings)) await ports.recordSource?.(source, run.deadline);
  const outcome = await publishObject(task, invocation, (end) => receipts.advance(end), findings).finally(
    () => {
      reportFindings(findings, object, invocation);
    },
  );
  await receipts.finish(outcome.end, outcome.kind === 'complete');
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

function reportFindings(findings: Findings, object: string, { ports, settings, run }: Invocation): void {
  const { partitioning } = settings;
  findings.warn(ports.logger, {
    object,
    field: partitioning.strategy === 'field' ? partitioning.field : undefined,
  });
  run.counts.recordsWithoutField += findings.recordsWithoutField;
  if (findings.hasCarriageReturnsOnly) run.counts.objectsWithCarriageReturns += 1;
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
  if (fault.code === 'HEADWATERS_UPLOAD_WITHOUT_RULE') counts.objectsWithoutRule += 1;
  logger.error('Object rejected; it will not be retried', { object: formatSourceUri(source), error: fault });
}
