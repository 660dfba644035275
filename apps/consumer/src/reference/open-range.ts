import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { blockId, gunzipInput, type Block } from '@headwaters/record-codec';
import { SinkRefusalError } from '../error/sink-refusal-error.js';

/** Error codes of S3 by which it says that the range will never be there again. */
const goneForGood = new Set([
  'NoSuchKey',
  'NoSuchVersion',
  'NoSuchBucket',
  'MethodNotAllowed',
  'InvalidRange',
]);

const gzipMagic = Buffer.from('1f8b', 'hex');

/**
 * Opens the bytes that a reference stands for, in the very version of the object that it was made of. Of an object that is
 * gzip these are unpacked bytes: then it is read, and unpacked, from its start.
 *
 * @throws {@link SinkRefusalError} if they are gone for good.
 */
export async function openRange(s3: Pick<S3Client, 'send'>, reference: Block): Promise<Readable> {
  const { offset, rawLength } = reference;
  const end = offset + rawLength;
  const head = await open(s3, reference, `bytes=0-${gzipMagic.length - 1}`);
  const isGzip = Buffer.concat(await head.toArray()).equals(gzipMagic);
  if (!isGzip) return open(s3, reference, `bytes=${offset}-${end - 1}`);
  const packed = await open(s3, reference, undefined);
  return Readable.from(sliceBytes(gunzipInput(packed), offset, end), { objectMode: false });
}

async function open(
  s3: Pick<S3Client, 'send'>,
  reference: Block,
  range: string | undefined,
): Promise<Readable> {
  const { bucket, key, versionId } = reference.source;
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, Range: range });
  try {
    const { Body: body } = await s3.send(command);
    if (body instanceof Readable) return body;
  } catch (cause) {
    if (!(cause instanceof Error) || !goneForGood.has(cause.name)) throw cause;
    throw new SinkRefusalError(`What ${blockId(reference)} refers to is gone: ${cause.name}`, { cause });
  }
  throw new Error('S3 answered without a body');
}

async function* sliceBytes(chunks: AsyncIterable<Uint8Array>, start: number, end: number) {
  let offset = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
    if (part.length > 0) yield part;
    offset += chunk.length;
    if (offset >= end) return;
  }
}
