import { type UploadFailure, UploadsFailedError, sourceUri } from './errors.js';
import { type InvokeAgain, readWork } from './event/task.js';
import { type TaskRun, continueLater, runTask } from './publication/run-task.js';
import { type Tally, emptyTally } from './tally.js';
import { Deadline } from './time.js';

/** What the producer works with in every invocation. */
export interface Producer extends Omit<TaskRun, 'deadline' | 'tally' | 'continueWith'> {
  readonly invokeAgain: InvokeAgain;
  /** Told once an invocation, whether it succeeds or not. */
  readonly report: (tally: Tally) => void;
}

/** What the producer must know of the invocation it runs in. */
export interface Invocation {
  readonly functionArn: string;
  readonly remainingMillis: number;
}

/**
 * Publishes every object that an event asks for, one after the other. One that fails does not keep the others from being
 * published; what there is no time for is left to fresh invocations of the same function.
 *
 * @throws {@link NotificationError} if the event is neither an S3 notification nor a continuation.
 * @throws {@link UploadsFailedError} if any object was not published, so that Lambda retries, then tells its destination.
 */
export async function handleEvent(event: unknown, invocation: Invocation, producer: Producer): Promise<void> {
  const { tasks, invalid } = readWork(event);
  const run: TaskRun = {
    ...producer,
    tally: emptyTally(),
    deadline: new Deadline(producer.clock, invocation.remainingMillis),
    continueWith: (continuation) => producer.invokeAgain(invocation.functionArn, continuation),
  };
  const failures: UploadFailure[] = invalid.map((error) => ({ error }));
  for (const [index, task] of tasks.entries()) {
    // The first may always try: handing on what was not even begun would go on for ever.
    const runOrContinue = index > 0 && run.deadline.hasPassed() ? continueLater : runTask;
    await runOrContinue(task, run).catch((error: unknown) => {
      failures.push({ source: task.upload.source, error: error as Error });
    });
  }
  run.tally.objectsFailed = failures.length;
  producer.report(run.tally);
  failOn(failures, tasks.length + invalid.length, producer);
}

function failOn(failures: readonly UploadFailure[], uploadCount: number, { logger }: Producer): void {
  for (const { source, error } of failures) {
    logger.error('Object not published', { object: source && sourceUri(source), error });
  }
  if (failures.length > 0) throw new UploadsFailedError(failures, uploadCount);
}
