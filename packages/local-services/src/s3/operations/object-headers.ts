import type { Bucket } from '../bucket/bucket.js';
import { checksumHeader } from '../object/checksum.js';
import type { ObjectChecksum, StoredObject } from '../object/object-version.js';

type Headers = Record<string, string | undefined>;

/** The version id, if the bucket has ever kept versions. */
export function versionHeader(bucket: Bucket, versionId: string): Headers {
  return bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId };
}

/** A checksum, and whether it is one of the whole object. */
export function checksumHeaders(checksum: ObjectChecksum | undefined): Headers {
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** What every answer says of encryption at rest: S3 has always encrypted new objects since 2023. Nothing is here. */
export const encryptionHeaders: Headers = { 'x-amz-server-side-encryption': 'AES256' };

/** What a read or a head says of an object, whatever part of it is asked for. */
export function objectHeaders(bucket: Bucket, object: StoredObject): Headers {
  return {
    ...object.headers,
    'x-amz-storage-class': undefined,
    ...encryptionHeaders,
    ...versionHeader(bucket, object.versionId),
    'accept-ranges': 'bytes',
    etag: `"${object.eTag}"`,
    'last-modified': new Date(object.lastModifiedMillis).toUTCString(),
    'x-amz-tagging-count': object.tags.length === 0 ? undefined : String(object.tags.length),
  };
}
