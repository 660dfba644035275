import type { Upload } from '../event/upload.js';
import { openObject, readChunks, type ObjectBodyPorts } from './object-body.js';
import { ReadRetries, type ReadRetriesOptions } from './read-retries.js';

/** What reading an object depends on. The client of S3 must not retry: its retries would multiply with those made here. */
export interface ObjectReaderPorts extends ObjectBodyPorts, ReadRetriesOptions {}

/**
 * Reads an object in chunks, as S3 sends them, with backpressure. If the body breaks off or stalls, reading resumes at the
 * next byte, provided that the object has not changed.
 *
 * @param upload - Without a version, reads the current object if it still has the ETag given.
 * @param startOffset - First byte to read. Must be less than the object's size, unless it is 0.
 * @throws {@link ObjectUnavailableError} if S3 refuses: access denied, or no such key or version after three attempts.
 * @throws {@link ObjectReadError} if reading fails five times at the same byte, or the checksum does not match.
 * @throws {@link OutOfTimeError} at the deadline.
 */
export async function* readObject(
  upload: Upload,
  ports: ObjectReaderPorts,
  startOffset = 0,
): AsyncGenerator<Uint8Array, void> {
  const retries = new ReadRetries(ports);
  let offset = startOffset;
  let endOffset: number | undefined;
  let { eTag } = upload;
  for (;;) {
    const offsetBefore = offset;
    let failure: unknown = new Error('The body ended before its Content-Length');
    try {
      const response = await openObject({ source: upload.source, offset, eTag }, ports);
      ({ eTag, endOffset } = response);
      for await (const chunk of readChunks(response.body)) {
        offset += chunk.length;
        yield chunk;
      }
      if (offset === endOffset) return;
    } catch (error) {
      failure = error;
    }
    const byteCount = offset - offsetBefore;
    await retries.waitAfter({ failure, byteCount, offset, isAtEnd: offset === endOffset });
  }
}
