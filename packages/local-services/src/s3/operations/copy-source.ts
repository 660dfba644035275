import { parseByteRange, type ByteRange } from '../byte-range.js';
import type { Bucket } from '../bucket.js';
import type { StoredObject } from '../object-version.js';
import { isNotModified, preconditionFailed } from '../preconditions.js';
import { S3Error } from '../s3-error.js';
import { header, type S3Request } from '../s3-request.js';
import type { Storage } from '../storage.js';
import { findObject } from './requested.js';

/** Where a copy comes from. */
export interface CopySource {
  readonly bucket: Bucket;
  readonly object: StoredObject;
  readonly range: ByteRange;
}

/**
 * Reads `x-amz-copy-source`, its conditions and its range.
 *
 * @throws {@link S3Error} `InvalidArgument`, `PreconditionFailed`, `InvalidRange`, or what a read would answer.
 */
export function readCopySource(request: S3Request, storage: Storage): CopySource {
  const [path = '', query] = (header(request, 'x-amz-copy-source') ?? '').split('?');
  const [, bucketName, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeSource(path)) ?? [];
  if (bucketName === undefined || key === undefined) throw invalidSource();
  const bucket = storage.bucket(bucketName);
  const versionId = new URLSearchParams(query).get('versionId') ?? undefined;
  const object = findObject(bucket, key, versionId);
  if (isNotModified(request, object, 'x-amz-copy-source-'))
    throw preconditionFailed('x-amz-copy-source-If-None-Match');
  const { size } = object.body;
  const range = parseByteRange(header(request, 'x-amz-copy-source-range'), size) ?? { start: 0, end: size };
  return { bucket, object, range };
}

function decodeSource(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidSource();
  }
}

const invalidSource = () =>
  new S3Error(
    'InvalidArgument',
    400,
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    {
      ArgumentName: 'x-amz-copy-source',
    },
  );
