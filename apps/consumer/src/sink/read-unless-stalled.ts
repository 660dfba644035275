import type { Readable } from 'node:stream';
import { SinkUnavailableError } from '../errors.js';

/** Longest wait for the next bytes of a body, in milliseconds. */
const defaultStallMillis = 10_000;

/**
 * Reads a response body, and fails if the next bytes don't arrive in time. Only the wait for bytes is limited, not the time
 * between two reads: a socket that is idle because its reader is busy has not stalled.
 *
 * @throws {@link SinkUnavailableError} if the body stalls. The connection is closed.
 */
export async function* readUnlessStalled(
  body: Readable,
  stallMillis = defaultStallMillis,
): AsyncGenerator<Buffer, void> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const timer = setTimeout(() => body.destroy(stalled(stallMillis)), stallMillis);
      const chunk = await chunks.next().finally(() => {
        clearTimeout(timer);
      });
      if (chunk.done === true) return;
      yield chunk.value;
    }
  } finally {
    body.destroy();
  }
}

function stalled(millis: number): Error {
  return new SinkUnavailableError(`The response of S3 stalled: no bytes for ${millis} ms`);
}
