import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import type { Storage } from '../bucket/storage.js';
import type { ObjectDescription, StoredObject } from '../object/object-version.js';
import { md5OfBody } from '../object/stored-body.js';
import { readDescription } from '../protocol/object-description.js';
import { checkWriteConditions, isNotModified, preconditionFailed } from '../protocol/preconditions.js';
import { type ByteRange, type S3Request, header, parseByteRange } from '../protocol/s3-request.js';
import { encryptionHeaders, versionHeader, xmlResponse } from '../protocol/s3-response.js';
import { findObject, requestedBucket, requestedKey, type S3Operation } from './operation.js';

/** CopyObject. The copy shares the bytes on disk with its source. */
export const copyObject: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const key = requestedKey(request);
  checkWriteConditions(request, bucket.current(key));
  const source = readCopySource(request, storage);
  rejectCopyOntoItself(request, source);
  const body = source.object.body.slice(0, source.object.body.size);
  const eTag = source.object.partSizes ? await md5OfBody(body) : source.object.eTag;
  const { checksum } = source.object;
  const copy = bucket.put(
    key,
    {
      ...copiedDescription(request, source.object),
      body,
      eTag,
      ...(checksum?.type === 'FULL_OBJECT' && { checksum }),
    },
    storage.now(),
  );
  storage.notify('ObjectCreated:Copy', bucket, copy);
  return xmlResponse(
    'CopyObjectResult',
    { LastModified: new Date(copy.lastModifiedMillis).toISOString(), ETag: `"${copy.eTag}"` },
    {
      ...encryptionHeaders,
      ...versionHeader(bucket, copy.versionId),
      'x-amz-copy-source-version-id': versionHeader(source.bucket, source.object.versionId)[
        'x-amz-version-id'
      ],
    },
  );
};

function copiedDescription(request: S3Request, source: ObjectDescription): ObjectDescription {
  const own = readDescription(request);
  return {
    headers: replaces(request, 'x-amz-metadata-directive') ? own.headers : source.headers,
    tags: replaces(request, 'x-amz-tagging-directive') ? own.tags : source.tags,
  };
}

const replaces = (request: S3Request, directive: string): boolean => header(request, directive) === 'REPLACE';

function rejectCopyOntoItself(request: S3Request, { bucket, object }: CopySource): void {
  const isCurrent: StoredObject | undefined = bucket.current(object.key);
  if (bucket.name !== request.bucketName || object.key !== request.key || isCurrent !== object) return;
  if (replaces(request, 'x-amz-metadata-directive') || header(request, 'x-amz-storage-class') !== undefined)
    return;
  throw new S3Error(
    'InvalidRequest',
    400,
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      'metadata, storage class, website redirect location or encryption attributes.',
  );
}

/** Source of a copy. */
interface CopySource {
  readonly bucket: Bucket;
  readonly object: StoredObject;
  readonly range: ByteRange;
}

/**
 * Reads `x-amz-copy-source` with its conditions and range.
 *
 * @throws {@link S3Error} `InvalidArgument`, `PreconditionFailed`, `InvalidRange`, or the errors of a read.
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
