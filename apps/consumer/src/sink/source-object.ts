import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { blockId, type Block } from '@headwaters/record-codec';
import { ReferenceBucketError, SinkRefusalError } from '../errors.js';
import { readUnlessStalled } from '../read-unless-stalled.js';

/** Bytes of the object of a reference. */
export interface SourceRange {
  readonly reference: Block;
  /** As in the header Range; `undefined` for the entire object. */
  readonly range: string | undefined;
  readonly signal: AbortSignal;
}

/** Opens bytes of the object of a reference. Resolves when the headers of the response have arrived. */
export type OpenSource = (range: SourceRange) => Promise<AsyncIterable<Buffer>>;

/**
 * Opens objects in S3. Needs s3:GetObject and s3:GetObjectVersion on the source, and s3:ListBucket to see that an object is missing.
 *
 * Errors: {@link SinkRefusalError} if the object is shorter than the reference, {@link ReferenceBucketError} if its bucket can't be
 * read at all; otherwise the error of S3. Also if the object does not exist: S3 returns 404 for existing objects for about 15
 * minutes after versioning is first enabled, see
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/manage-versioning-examples.html
 *
 * @param options.sourceBucket - The bucket of the pipeline, whose permissions will be repaired if S3 denies access. References to
 * other buckets were written by someone else. Default: unknown.
 * @param options.stallMillis - Longest wait for the next bytes of a body.
 */
export function s3Source(
  s3: Pick<S3Client, 'send'>,
  { sourceBucket, stallMillis }: { sourceBucket?: string | undefined; stallMillis?: number } = {},
): OpenSource {
  return async ({ reference, range, signal }) => {
    const { bucket, key, versionId } = reference.source;
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, Range: range });
    try {
      const { Body: body } = await s3.send(command, { abortSignal: signal });
      if (body instanceof Readable) return readUnlessStalled(body, stallMillis);
    } catch (cause) {
      throw readError(reference, { cause, sourceBucket });
    }
    throw new Error('S3 returned no body');
  };
}

function readError(
  reference: Block,
  { cause, sourceBucket }: { cause: unknown; sourceBucket: string | undefined },
): unknown {
  const { bucket } = reference.source;
  const { name, $metadata: { httpStatusCode: status } = {} } = cause as {
    name?: string;
    $metadata?: { httpStatusCode?: number };
  };
  if (name === 'InvalidRange') {
    return new SinkRefusalError(`The object is shorter than the reference ${blockId(reference)}`, { cause });
  }
  const isForeign = sourceBucket !== undefined && bucket !== sourceBucket;
  if ((name === 'NoSuchBucket' && bucket !== sourceBucket) || (status === 403 && isForeign)) {
    return new ReferenceBucketError(
      `The bucket ${bucket} of a reference can't be read: ${name ?? 'denied'}`,
      {
        cause,
      },
    );
  }
  return cause;
}
