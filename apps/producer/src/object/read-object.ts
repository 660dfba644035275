import { Readable, addAbortSignal } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BlockSource } from '@headwaters/record-codec';
import { ObjectReadError, ObjectUnavailableError, OutOfTimeError, isRefusal } from '../errors.js';
import type { Upload } from '../event/notification.js';
import { type Clock, type Deadline, fullJitterMillis } from '../time.js';

/** How often reading may fail in a row without giving a byte. */
const maxFruitlessReads = 5;

/** What reading an object needs. */
export interface ObjectReading {
  /** Must not retry by itself (`maxAttempts: 1`): its retries would multiply with those made here. */
  readonly s3: Pick<S3Client, 'send'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly deadline: Deadline;
}

/** One answer of S3: its bytes, and where in the object they must end. */
interface OpenObject {
  readonly body: Readable;
  readonly eTag: string | undefined;
  readonly endOffset: number;
}

/**
 * Reads an object chunk by chunk, as S3 sends it, no faster than it is consumed. A body that breaks off is taken up
 * again at the byte where it did, as long as the object is still the same.
 *
 * @param upload - Without a version the current object is read, if it still has the ETag given.
 * @param startOffset - First byte to read; the object must have it, unless it is 0.
 * @throws {@link ObjectUnavailableError} if S3 refuses: no such key or version, access denied. Never retry.
 * @throws {@link ObjectReadError} if reading fails five times at the same byte, or its checksum differs.
 * @throws {@link OutOfTimeError} at the deadline.
 */
export async function* readObject(
  upload: Upload,
  reading: ObjectReading,
  startOffset = 0,
): AsyncGenerator<Uint8Array, void> {
  let offset = startOffset;
  let fruitlessReads = 0;
  let endOffset: number | undefined;
  let { eTag } = upload;
  for (;;) {
    const offsetBefore = offset;
    let failure: unknown = new Error('The body ended before the length that S3 announced');
    try {
      const answer = await openObject(upload.source, { offset, eTag }, reading);
      ({ eTag, endOffset } = answer);
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        offset += chunk.length;
        yield chunk;
      }
      if (offset === endOffset) return;
    } catch (error) {
      failure = error;
    }
    fruitlessReads = offset > offsetBefore ? 1 : fruitlessReads + 1;
    if (isRefusal(failure)) throw new ObjectUnavailableError(failure.name, { cause: failure });
    if (reading.deadline.hasPassed()) throw outOfTime(offset, failure);
    // An error after the last byte is a checksum that differs: there is nothing to take up again.
    if (fruitlessReads === maxFruitlessReads || offset === endOffset) {
      throw new ObjectReadError(offset, { cause: failure });
    }
    await reading.clock.sleep(fullJitterMillis(fruitlessReads, reading.random));
  }
}

async function openObject(
  { bucket, key, versionId }: BlockSource,
  { offset, eTag }: { offset: number; eTag: string | undefined },
  { s3, deadline }: ObjectReading,
): Promise<OpenObject> {
  const abortSignal = AbortSignal.timeout(deadline.remainingMillis());
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    Range: offset === 0 ? undefined : `bytes=${offset}-`,
    IfMatch: eTag,
  });
  const answer = await s3.send(command, { abortSignal });
  if (!(answer.Body instanceof Readable) || answer.ContentLength === undefined) {
    throw new Error('S3 answered without a body or without its length');
  }
  return {
    body: addAbortSignal(abortSignal, answer.Body),
    eTag: answer.ETag,
    endOffset: offset + answer.ContentLength,
  };
}

function outOfTime(offset: number, cause: unknown): OutOfTimeError {
  return new OutOfTimeError(`No time left while reading the object at byte ${offset}`, { cause });
}
