import { Readable, addAbortSignal } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BlockSource } from '@headwaters/record-codec';
import { ObjectReadError, ObjectUnavailableError, OutOfTimeError, isPermanentRefusal } from '../errors.js';
import type { Upload } from '../event/notification.js';
import { fullJitterMillis, type Clock, type Deadline } from '../time.js';

/** Consecutive attempts to read that may fail without returning a byte. */
const maxFailedReads = 5;

/** What reading an object depends on. */
export interface ObjectReaderPorts {
  /** Must not retry (`maxAttempts: 1`): its retries would multiply with those made here. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly deadline: Deadline;
}

/** One response of S3. */
interface OpenObject {
  readonly body: Readable;
  readonly eTag: string | undefined;
  /** Where in the object the body must end, in bytes. */
  readonly endOffset: number;
}

/**
 * Reads an object in chunks, as S3 sends them, with backpressure. If the body breaks off, reading resumes at the next
 * byte, provided that the object has not changed.
 *
 * @param upload - Without a version, reads the current object if it still has the ETag given.
 * @param startOffset - First byte to read. Must be less than the object's size, unless it is 0.
 * @throws {@link ObjectUnavailableError} if S3 refuses permanently: no such key or version, access denied. Do not retry.
 * @throws {@link ObjectReadError} if reading fails five times at the same byte, or the checksum does not match.
 * @throws {@link OutOfTimeError} at the deadline.
 */
export async function* readObject(
  upload: Upload,
  ports: ObjectReaderPorts,
  startOffset = 0,
): AsyncGenerator<Uint8Array, void> {
  let offset = startOffset;
  let failedReads = 0;
  let endOffset: number | undefined;
  let { eTag } = upload;
  for (;;) {
    const offsetBefore = offset;
    let failure: unknown = new Error('The body ended before its Content-Length');
    try {
      const response = await openObject(upload.source, { offset, eTag }, ports);
      ({ eTag, endOffset } = response);
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        offset += chunk.length;
        yield chunk;
      }
      if (offset === endOffset) return;
    } catch (error) {
      failure = error;
    }
    failedReads = offset > offsetBefore ? 1 : failedReads + 1;
    if (isPermanentRefusal(failure)) throw new ObjectUnavailableError(failure.name, { cause: failure });
    if (ports.deadline.hasPassed()) throw outOfTime(offset, failure);
    // An error after the last byte is a checksum that does not match: there is nothing left to read.
    if (failedReads === maxFailedReads || offset === endOffset) {
      throw new ObjectReadError(offset, { cause: failure });
    }
    await ports.clock.sleep(fullJitterMillis(failedReads, ports.random));
  }
}

async function openObject(
  { bucket, key, versionId }: BlockSource,
  { offset, eTag }: { offset: number; eTag: string | undefined },
  { s3, deadline }: ObjectReaderPorts,
): Promise<OpenObject> {
  const abortSignal = AbortSignal.timeout(deadline.remainingMillis());
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    Range: offset === 0 ? undefined : `bytes=${offset}-`,
    IfMatch: eTag,
  });
  const response = await s3.send(command, { abortSignal });
  if (!(response.Body instanceof Readable) || response.ContentLength === undefined) {
    throw new Error('S3 returned no body or no Content-Length');
  }
  return {
    body: addAbortSignal(abortSignal, response.Body),
    eTag: response.ETag,
    endOffset: offset + response.ContentLength,
  };
}

function outOfTime(offset: number, cause: unknown): OutOfTimeError {
  return new OutOfTimeError(`No time left to read the object past byte ${offset}`, { cause });
}
