import type { Logger } from '@aws-lambda-powertools/logger';
import { UploadsFailedError, type UploadFailure } from './error/uploads-failed-error.js';
import { readNotification } from './notification/read-notification.js';
import { sourceUri } from './object/source-uri.js';
import { publishObject, type Publication } from './publication/publish-object.js';
import { emptyTally, type Tally } from './tally/tally.js';
import { Deadline } from './time/deadline.js';

/** What the producer works with in every invocation. */
export interface Producer extends Omit<Publication, 'deadline' | 'tally' | 'logger'> {
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Told once an invocation, whether it succeeds or not. */
  readonly report: (tally: Tally) => void;
}

/**
 * Publishes every object that an S3 event announces, one after the other. One that fails does not keep the others from
 * being published.
 *
 * @param invocationMillis - The time that this invocation has left.
 * @throws {@link NotificationError} if the event is not an S3 notification.
 * @throws {@link UploadsFailedError} if any object was not published, so that Lambda retries, then tells its destination.
 */
export async function handleEvent(
  event: unknown,
  invocationMillis: number,
  producer: Producer,
): Promise<void> {
  const { uploads, invalid } = readNotification(event);
  const tally = emptyTally();
  const publication = { ...producer, tally, deadline: new Deadline(producer.clock, invocationMillis) };
  const failures: UploadFailure[] = invalid.map((error) => ({ error }));
  for (const source of uploads) {
    try {
      await publishObject(source, publication);
      tally.objectsPublished += 1;
      producer.logger.info('Object published', { object: sourceUri(source) });
    } catch (error) {
      failures.push({ source, error: error as Error });
    }
  }
  tally.objectsFailed = failures.length;
  producer.report(tally);
  for (const { source, error } of failures) {
    producer.logger.error('Object not published', { object: source && sourceUri(source), error });
  }
  if (failures.length > 0) throw new UploadsFailedError(failures, uploads.length + invalid.length);
}
