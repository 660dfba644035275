import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import type { Storage } from '../bucket/storage.js';
import type { AuthorizeCaller } from '../check-permissions.js';
import type { MultipartUpload } from '../object/multipart-upload.js';
import type { DeleteMarker, StoredObject } from '../object/object-version.js';
import type { S3Request } from '../protocol/s3-request.js';
import type { S3Response } from '../protocol/s3-response.js';

/**
 * One operation of the API.
 *
 * @param authorize - Decides permissions that only the body of the request shows. The others have been checked.
 */
export type S3Operation = (
  request: S3Request,
  storage: Storage,
  authorize: AuthorizeCaller,
) => S3Response | Promise<S3Response>;

/** @throws {@link S3Error} `NoSuchBucket`. */
export function requestedBucket(request: S3Request, storage: Storage): Bucket {
  return storage.bucket(request.bucketName ?? '');
}

/** The key in the path of the request. */
export function requestedKey({ key }: S3Request): string {
  return key ?? '';
}

/**
 * Version ids are URL-ready and have at most 1,024 bytes.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html (read 2026-11-30).
 */
const versionIdPattern = /^[!-~]{0,1024}$/;

/**
 * The version id in the query of a request or of a copy source, or undefined.
 *
 * @throws {@link S3Error} `InvalidArgument` if no version has such an id. A response could not repeat every string in a header.
 */
export function requestedVersionId({ query }: { readonly query: URLSearchParams }): string | undefined {
  const versionId = query.get('versionId') ?? undefined;
  if (versionId === undefined || versionIdPattern.test(versionId)) return versionId;
  throw new S3Error('InvalidArgument', 400, 'Invalid version id specified', { ArgumentName: 'versionId' });
}

/**
 * The object in the path of the request, in the version of the query.
 *
 * @throws {@link S3Error} `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` if the version id names a delete marker.
 */
export function requestedObject(request: S3Request, storage: Storage): StoredObject {
  return findObject(requestedBucket(request, storage), requestedKey(request), requestedVersionId(request));
}

/** Finds an object; without a version id its newest version. Throws like {@link requestedObject}. */
export function findObject(bucket: Bucket, key: string, versionId: string | undefined): StoredObject {
  const version = bucket.version(key, versionId);
  if (version !== undefined && !version.deleteMarker) return version;
  if (version === undefined) throw notFound(key, versionId);
  throw isDeleted(version, versionId);
}

function notFound(Key: string, VersionId: string | undefined): S3Error {
  if (VersionId === undefined)
    return new S3Error('NoSuchKey', 404, 'The specified key does not exist.', { Key });
  return new S3Error('NoSuchVersion', 404, 'The specified version does not exist.', { Key, VersionId });
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html (read 2026-11-29). */
function isDeleted(marker: DeleteMarker, versionId: string | undefined): S3Error {
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId };
  if (versionId === undefined) return notFound(marker.key, undefined).withHeaders(headers);
  const message = 'The specified method is not allowed against this resource.';
  const details = { Method: 'GET', ResourceType: 'DeleteMarker' };
  return new S3Error('MethodNotAllowed', 405, message, details).withHeaders({
    ...headers,
    allow: 'DELETE',
    'last-modified': new Date(marker.lastModifiedMillis).toUTCString(),
  });
}

/** @throws {@link S3Error} `NoSuchUpload`, also if the upload belongs to another key. */
export function requestedUpload(request: S3Request, storage: Storage): MultipartUpload {
  const uploadId = request.query.get('uploadId') ?? '';
  const upload = requestedBucket(request, storage).uploads.get(uploadId);
  if (upload !== undefined && upload.key === request.key) return upload;
  throw new S3Error(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  );
}
