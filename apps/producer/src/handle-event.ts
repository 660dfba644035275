import { formatSourceUri } from '@headwaters/pipeline-contract';
import { RefusedObjectError, UploadsFailedError, type UploadFailure } from './errors.js';
import { readTasks, type ReceivedTask } from './event/task.js';
import { zeroCounts } from './invocation-counts.js';
import { FairShare, letOthersPass } from './publication/fair-share.js';
import type { Producer, Run } from './publication/invocation.js';
import { continueLater, rejectUpload, runTask } from './publication/run-task.js';
import { Deadline } from './time.js';

/** What the producer needs of the Lambda context. */
export interface InvocationContext {
  readonly functionArn: string;
  readonly remainingMillis: number;
}

/** Which messages of an SQS batch return to the queue. Other event sources get no response. */
export interface QueueBatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Publishes every object of an event, one after the other. A failure of one does not stop the others. What is left when the
 * time or the fair share of this invocation is used up is published by new invocations of the same function.
 *
 * @returns For a batch of SQS messages, the messages that failed, so that only they return to the queue: after as many attempts as
 *   its redrive policy allows they are in the dead-letter queue. Source:
 *   https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html (read 2026-11-29).
 * @throws {@link NotificationError} if the event is neither an event of S3 nor a continuation.
 * @throws {@link UploadsFailedError} if an object was not published, so that Lambda retries the event. For a batch of SQS
 *   messages only if the message is unknown.
 */
export async function handleEvent(
  event: unknown,
  { functionArn, remainingMillis }: InvocationContext,
  producer: Producer,
): Promise<QueueBatchResponse | undefined> {
  const { tasks, invalid, isQueueBatch } = readTasks(event);
  const { ports, fairShareSeconds } = producer;
  const deadline = new Deadline(ports.clock, remainingMillis);
  const fairShare = new FairShare(ports.clock, fairShareSeconds);
  const run: Run = { functionArn, deadline, fairShare, counts: zeroCounts() };
  const failures: UploadFailure[] = [...invalid, ...(await runTasks(tasks, producer, run))];
  run.counts.objectsFailed = failures.length;
  ports.reportCounts(run.counts);
  for (const { source, error, messageIds } of failures) {
    const object = source && formatSourceUri(source);
    ports.logger.error('Object not published', { object, error, ...(isQueueBatch && { messageIds }) });
  }
  if (run.counts.objectsContinued > 0) await letOthersPass(ports.clock, deadline);
  if (isQueueBatch && failures.every(({ messageIds }) => messageIds.length > 0)) return responseOf(failures);
  if (failures.length > 0) throw new UploadsFailedError(failures, tasks.length + invalid.length);
  return undefined;
}

async function runTasks(
  tasks: readonly ReceivedTask[],
  { ports, settingsFor }: Producer,
  run: Run,
): Promise<UploadFailure[]> {
  const failures: UploadFailure[] = [];
  for (const [index, { task, messageIds }] of tasks.entries()) {
    // The first task always runs: continuing a task that was not started could loop forever.
    const isLater = index > 0 && (run.deadline.hasPassed() || run.fairShare.isUsedUp());
    const { source } = task.upload;
    const settings = settingsFor(source.key);
    try {
      if (settings === undefined) await rejectUpload(task, withoutRule(), { ports, run });
      else if (isLater) await continueLater(task, { ports, settings, run });
      else await runTask(task, { ports, settings, run });
    } catch (error) {
      failures.push({ source, error: error as Error, messageIds });
    }
  }
  return failures;
}

function withoutRule(): RefusedObjectError {
  return new RefusedObjectError(
    'HEADWATERS_UPLOAD_WITHOUT_RULE',
    'No upload rule matches the key. Add a rule for its prefix and suffix, or upload the file under a key that a rule matches',
  );
}

function responseOf(failures: readonly UploadFailure[]): QueueBatchResponse {
  const messageIds = new Set(failures.flatMap((failure) => failure.messageIds));
  return { batchItemFailures: Array.from(messageIds, (itemIdentifier) => ({ itemIdentifier })) };
}
