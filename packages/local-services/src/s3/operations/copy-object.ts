import { md5OfBody } from '../md5-of-body.js';
import { readDescription } from '../object-description.js';
import type { ObjectDescription, StoredObject } from '../object-version.js';
import { checkWriteConditions } from '../preconditions.js';
import { S3Error } from '../s3-error.js';
import { xmlAnswer, type S3Operation } from '../s3-operation.js';
import { header, type S3Request } from '../s3-request.js';
import { readCopySource, type CopySource } from './copy-source.js';
import { encryptionHeaders, versionHeader } from './object-headers.js';
import { requestedBucket, requestedKey } from './requested.js';

/** Copies an object. The copy shares the bytes on disk with its source. */
export const copyObject: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const key = requestedKey(request);
  checkWriteConditions(request, bucket.current(key));
  const source = readCopySource(request, storage);
  refuseCopyOntoItself(request, source);
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
  storage.announce('ObjectCreated:Copy', bucket, copy);
  return xmlAnswer(
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

function refuseCopyOntoItself(request: S3Request, { bucket, object }: CopySource): void {
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
