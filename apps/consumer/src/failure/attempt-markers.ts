import type { Logger } from '@aws-lambda-powertools/logger';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Remembers across invocations that an attempt has started and not ended. */
export interface AttemptMarkers {
  /**
   * Writes a marker.
   *
   * @returns `found` if it exists already: an earlier attempt has not ended. `unavailable` if it can't be written.
   */
  start(key: string): Promise<'written' | 'found' | 'unavailable'>;
  /**
   * Deletes a marker. Never rejects: a marker that is left behind is logged, and this process does not find it again.
   */
  end(key: string): Promise<void>;
}

/** Longest time to delete a marker, retries included, in milliseconds: less than what a deadline leaves. */
const deleteTimeoutMillis = 5_000;

/**
 * Markers as objects of a bucket. A conditional write finds an existing marker; after a delete it succeeds again, because a
 * delete marker is no current version. Needs s3:PutObject and s3:DeleteObject.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html, read on 2026-11-28.
 *
 * @param singleAttempt - An S3 client that does not retry. A retry would find the marker that a lost response has written, and the
 * Kinesis record would count as a killer.
 * @param retrying - An S3 client that retries: deletes may be repeated.
 */
export function s3AttemptMarkers(
  { singleAttempt, retrying }: { singleAttempt: Pick<S3Client, 'send'>; retrying: Pick<S3Client, 'send'> },
  { bucket, logger, now }: { bucket: string; logger: Pick<Logger, 'warn'>; now: () => number },
): AttemptMarkers {
  /** Markers whose attempt has ended in this process, but which could not be deleted. */
  const leftBehind = new Set<string>();
  return {
    async start(key) {
      const body = JSON.stringify({ at: new Date(now()).toISOString() });
      const content = { Body: body, ContentType: 'application/json' };
      try {
        await singleAttempt.send(
          new PutObjectCommand({ Bucket: bucket, Key: key, IfNoneMatch: '*', ...content }),
        );
        return 'written';
      } catch (error) {
        if (error instanceof Error && error.name === 'PreconditionFailed') {
          // During an outage of S3, a marker that could not be deleted must not count as a kill.
          return leftBehind.has(key) ? 'written' : 'found';
        }
        logger.warn('Attempt marker not written; the attempt is not guarded', { key, error: error as Error });
        return 'unavailable';
      }
    },
    async end(key) {
      try {
        const abortSignal = AbortSignal.timeout(deleteTimeoutMillis);
        await retrying.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
        leftBehind.delete(key);
      } catch (error) {
        leftBehind.add(key);
        logger.warn(
          'Attempt marker not deleted; in another process, the next attempt would count as killed',
          {
            key,
            error: error as Error,
          },
        );
      }
    },
  };
}
