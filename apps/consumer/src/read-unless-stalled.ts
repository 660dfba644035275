import type { Readable } from 'node:stream';
import { SinkUnavailableError } from './errors.js';

/** Longest wait for the next bytes of a body, in milliseconds. */
const defaultStallMillis = 10_000;

/**
 * Reads the body of a response, and fails if the next bytes don't arrive in time. Closes the connection if the caller stops early.
 *
 * Only the wait for bytes is limited, not the time between two reads: a socket that is idle because its reader is busy has not
 * stalled. A timeout of the socket (`socketTimeout` of the SDK) can't distinguish the two.
 *
 * @throws {@link SinkUnavailableError} if the body stalls.
 */
export async function* readUnlessStalled(
  body: Readable,
  stallMillis = defaultStallMillis,
): AsyncGenerator<Buffer, void> {
  const startTimer = () =>
    setTimeout(() => {
      body.destroy(new SinkUnavailableError(`The response stalled: no bytes for ${stallMillis} ms`));
    }, stallMillis);
  let timer = startTimer();
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      yield chunk;
      timer = startTimer();
    }
  } finally {
    clearTimeout(timer);
  }
}
