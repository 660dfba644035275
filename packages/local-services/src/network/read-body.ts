import type { Readable } from 'node:stream';

/** A body had more bytes than the service takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'LOCAL_SERVICES_BODY_TOO_LARGE';

  constructor(readonly maxBytes: number) {
    super(`The request body has more than ${maxBytes} bytes; send less in one request.`);
  }
}

/**
 * Reads a whole body into memory.
 *
 * @param maxBytes - Most bytes accepted. What comes after them is read and thrown away, so that the client gets its answer.
 * @throws {@link BodyTooLargeError} if there are more.
 */
export async function readBody(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw new BodyTooLargeError(maxBytes);
  return Buffer.concat(chunks, size);
}
