import type { Readable } from 'node:stream';

/** Reads a stream to its end. Meant for bodies of requests, which the functions keep to a few MiB. */
export async function readWhole(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
