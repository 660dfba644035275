import { formatSourceUri } from '@headwaters/pipeline-contract';
import { UploadsFailedError, type UploadFailure } from './errors.js';
import { readTasks } from './event/task.js';
import { zeroCounts } from './invocation-counts.js';
import { FairShare, letOthersPass } from './publication/fair-share.js';
import type { Invocation, Producer } from './publication/invocation.js';
import { continueLater, runTask } from './publication/run-task.js';
import { Deadline } from './time.js';

/** What the producer needs of the Lambda context. */
export interface InvocationContext {
  readonly functionArn: string;
  readonly remainingMillis: number;
}

/**
 * Publishes every object of an event, one after the other. A failure of one does not stop the others. What is left when the
 * time or the fair share of this invocation is used up is published by new invocations of the same function.
 *
 * @throws {@link NotificationError} if the event is neither an S3 notification nor a continuation.
 * @throws {@link UploadsFailedError} if an object was not published, so that Lambda retries the event.
 */
export async function handleEvent(
  event: unknown,
  { functionArn, remainingMillis }: InvocationContext,
  { ports, settings }: Producer,
): Promise<void> {
  const { tasks, invalid } = readTasks(event);
  const deadline = new Deadline(ports.clock, remainingMillis);
  const fairShare = new FairShare(ports.clock, settings.fairShareSeconds);
  const run = { functionArn, deadline, fairShare, counts: zeroCounts() };
  const invocation: Invocation = { ports, settings, run };
  const failures: UploadFailure[] = invalid.map((error) => ({ error }));
  for (const [index, task] of tasks.entries()) {
    // The first task always runs: continuing a task that was not started could loop forever.
    const isLater = index > 0 && (deadline.hasPassed() || fairShare.isUsedUp());
    const runOrContinue = isLater ? continueLater : runTask;
    await runOrContinue(task, invocation).catch((error: unknown) => {
      failures.push({ source: task.upload.source, error: error as Error });
    });
  }
  run.counts.objectsFailed = failures.length;
  ports.reportCounts(run.counts);
  for (const { source, error } of failures) {
    ports.logger.error('Object not published', { object: source && formatSourceUri(source), error });
  }
  if (run.counts.objectsContinued > 0) await letOthersPass(ports.clock, deadline);
  if (failures.length > 0) throw new UploadsFailedError(failures, tasks.length + invalid.length);
}
