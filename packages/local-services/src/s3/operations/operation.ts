import type { Readable } from 'node:stream';
import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import type { Storage } from '../bucket/storage.js';
import type { MultipartUpload } from '../object/multipart-upload.js';
import type { StoredObject } from '../object/object-version.js';
import type { S3Request } from '../request/s3-request.js';
import { type XmlContent, renderXml } from '../request/xml.js';

/** An answer, before it is written. Headers that are undefined are left out. */
export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Readable;
}

/** One operation of the API. */
export type S3Operation = (request: S3Request, storage: Storage) => S3Answer | Promise<S3Answer>;

/** An answer whose body is XML. */
export function xmlAnswer(root: string, content: XmlContent, headers?: S3Answer['headers']): S3Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: renderXml(root, content),
  };
}

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

/** @throws {@link S3Error} `NoSuchUpload`, also if it is for another key. */
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
