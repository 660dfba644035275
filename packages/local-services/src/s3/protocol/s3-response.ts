import type { Readable } from 'node:stream';
import type { Bucket } from '../bucket/bucket.js';
import { checksumHeader } from '../object/checksum.js';
import { nullVersionId, type ObjectChecksum, type StoredObject } from '../object/object-version.js';
import { renderXml, type XmlContent } from './xml.js';

/** Response headers by name. Headers with the value undefined are not sent. */
export type ResponseHeaders = Readonly<Record<string, string | undefined>>;

/** A response before it is sent. */
export interface S3Response {
  readonly status: number;
  readonly headers?: ResponseHeaders;
  readonly body?: string | Readable;
}

/** A response of status 200 with an XML body. */
export function xmlResponse(root: string, content: XmlContent, headers?: ResponseHeaders): S3Response {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: renderXml(root, content),
  };
}

/** Version id, unless the bucket has never had versioning. */
export function versionHeader(bucket: Bucket, versionId: string): ResponseHeaders {
  return bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId };
}

/**
 * Version id of an object that was just written: absent if it has none, also while versioning is suspended.
 * Source: LocalStack's recording test_put_object_on_suspended_bucket.
 */
export function writtenVersionHeader({ versionId }: Pick<StoredObject, 'versionId'>): ResponseHeaders {
  return versionId === nullVersionId ? {} : { 'x-amz-version-id': versionId };
}

/** Checksum and its type. */
export function checksumHeaders(checksum: ObjectChecksum | undefined): ResponseHeaders {
  if (checksum === undefined) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** Encryption at rest, which S3 applies to all objects since 2023. These services encrypt nothing. */
export const encryptionHeaders: ResponseHeaders = { 'x-amz-server-side-encryption': 'AES256' };

/** What an object is reported to be encrypted with: what its writer asked for, or the default. */
export function objectEncryption({ headers }: Pick<StoredObject, 'headers'>): ResponseHeaders {
  const asked = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption'));
  return { ...encryptionHeaders, ...Object.fromEntries(asked) };
}

/** Headers of an object in responses to GET and HEAD, whatever range is requested. */
export function objectHeaders(bucket: Bucket, object: StoredObject): ResponseHeaders {
  return {
    ...object.headers,
    ...objectEncryption(object),
    ...versionHeader(bucket, object.versionId),
    'accept-ranges': 'bytes',
    etag: `"${object.eTag}"`,
    'last-modified': new Date(object.lastModifiedMillis).toUTCString(),
    'x-amz-tagging-count': object.tags.length === 0 ? undefined : String(object.tags.length),
  };
}

/** A date in XML. S3 returns whole seconds. Source: LocalStack's recording `test_s3_timestamp_precision`. */
export function xmlDate(millis: number): string {
  return new Date(Math.floor(millis / 1000) * 1000).toISOString();
}
