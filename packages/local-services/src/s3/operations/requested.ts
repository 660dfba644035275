import type { Bucket } from '../bucket.js';
import type { StoredObject } from '../object-version.js';
import { S3Error } from '../s3-error.js';
import type { S3Request } from '../s3-request.js';
import type { Storage } from '../storage.js';

/** The bucket a request names, which must be there. */
export function requestedBucket(request: S3Request, storage: Storage): Bucket {
  return storage.bucket(request.bucketName ?? '');
}

/** The key a request names. */
export function requestedKey({ key }: S3Request): string {
  return key ?? '';
}

/**
 * The object a request names, by its version id if it gives one.
 *
 * @throws {@link S3Error} `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` for a delete marker named by its id.
 */
export function requestedObject(request: S3Request, storage: Storage): StoredObject {
  return findObject(requestedBucket(request, storage), requestedKey(request), versionIdOf(request.query));
}

/** Finds an object as {@link requestedObject} does. */
export function findObject(bucket: Bucket, key: string, versionId: string | undefined): StoredObject {
  const version = bucket.version(key, versionId);
  if (version === undefined && versionId !== undefined) {
    throw new S3Error('NoSuchVersion', 404, 'The specified version does not exist.', {
      Key: key,
      VersionId: versionId,
    });
  }
  if (version?.deleteMarker && versionId !== undefined) {
    throw new S3Error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
      Method: 'GET',
      ResourceType: 'DeleteMarker',
    });
  }
  if (version === undefined || version.deleteMarker) {
    throw new S3Error('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });
  }
  return version;
}

/** The version id in a query; an empty one counts as none. */
export function versionIdOf(query: URLSearchParams): string | undefined {
  return query.get('versionId') ?? undefined;
}
