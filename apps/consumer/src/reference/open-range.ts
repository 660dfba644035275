import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { blockId, type Block } from '@headwaters/record-codec';
import { SinkRefusalError } from '../error/sink-refusal-error.js';

/** Error codes of S3 by which it says that the range will never be there again. */
const goneForGood = new Set([
  'NoSuchKey',
  'NoSuchVersion',
  'NoSuchBucket',
  'MethodNotAllowed',
  'InvalidRange',
]);

/**
 * Opens the bytes that a reference stands for, in the very version of the object that it was made of.
 *
 * @throws {@link SinkRefusalError} if they are gone for good.
 */
export async function openRange(s3: Pick<S3Client, 'send'>, reference: Block): Promise<Readable> {
  const { source, offset, rawLength } = reference;
  const command = new GetObjectCommand({
    Bucket: source.bucket,
    Key: source.key,
    VersionId: source.versionId,
    Range: `bytes=${String(offset)}-${String(offset + rawLength - 1)}`,
  });
  try {
    const { Body: body } = await s3.send(command);
    if (body instanceof Readable) return body;
  } catch (cause) {
    if (!(cause instanceof Error) || !goneForGood.has(cause.name)) throw cause;
    throw new SinkRefusalError(`What ${blockId(reference)} refers to is gone: ${cause.name}`, { cause });
  }
  throw new Error('S3 answered without a body');
}
