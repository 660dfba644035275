import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

/** Fields of a GetObject response. */
export type FakeGetResponse = Required<Pick<GetObjectCommandOutput, 'Body' | 'ContentLength' | 'ETag'>>;

/**
 * Makes a GetObject response with the ETag `"etag"`, for `FakeS3Options.intercept`.
 *
 * @param options.chunkBytes - Size of the chunks in which the body arrives. Default: one chunk.
 * @param options.contentLength - Default: the length of `content`.
 */
export function bodyResponse(
  content: string | Uint8Array,
  options: { readonly chunkBytes?: number | undefined; readonly contentLength?: number } = {},
): FakeGetResponse {
  const bytes = Buffer.from(content);
  return responseOf(bytes, readChunks(bytes, options.chunkBytes), options.contentLength);
}

/** Makes a GetObject response whose body fails with a connection reset (ECONNRESET) after `content`. */
export function brokenBodyResponse(content: string | Uint8Array, contentLength: number): FakeGetResponse {
  const bytes = Buffer.from(content);
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  return responseOf(bytes, readChunks(bytes, undefined, reset), contentLength);
}

function responseOf(
  bytes: Buffer,
  chunks: AsyncIterable<Buffer>,
  contentLength = bytes.length,
): FakeGetResponse {
  const stream = Readable.from(chunks, { objectMode: false });
  const transformToString = () => Promise.resolve(bytes.toString());
  return {
    Body: Object.assign(stream, { transformToString }) as NonNullable<GetObjectCommandOutput['Body']>,
    ContentLength: contentLength,
    ETag: '"etag"',
  };
}

async function* readChunks(bytes: Buffer, chunkBytes = Infinity, error?: Error) {
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    yield await Promise.resolve(bytes.subarray(start, start + chunkBytes));
  }
  if (error !== undefined) throw error;
}
