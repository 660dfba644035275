import { Readable } from 'node:stream';

/**
 * Reads a body into memory, up to a limit.
 *
 * @param maxBytes - A longer body is not kept: the result is a stream of all of it.
 */
export async function readUpTo(body: Readable, maxBytes: number): Promise<Buffer | Readable> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not end the stream.
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) return Readable.from(join(chunks, body), { objectMode: false });
  }
  return Buffer.concat(chunks, size);
}

async function* join(start: readonly Buffer[], rest: Readable): AsyncIterable<Buffer> {
  yield* start;
  yield* rest as AsyncIterable<Buffer>;
}
