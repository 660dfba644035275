import { S3Error } from '../../errors.js';
import type { StoredObject } from '../object/object-version.js';
import { type S3Request, header } from './s3-request.js';

/**
 * Whether the response to a read is 304 Not Modified. Source: RFC 9110, section 13.2.2.
 *
 * @param prefix - `x-amz-copy-source-` for the source of a copy.
 * @throws {@link S3Error} `PreconditionFailed`.
 */
export function isNotModified(request: S3Request, object: StoredObject, prefix = ''): boolean {
  const ifMatch = header(request, `${prefix}if-match`);
  const ifUnmodifiedSince = header(request, `${prefix}if-unmodified-since`);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object)) throw preconditionFailed('If-Match');
  } else if (ifUnmodifiedSince !== undefined && modifiedSince(ifUnmodifiedSince, object)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const ifNoneMatch = header(request, `${prefix}if-none-match`);
  const ifModifiedSince = header(request, `${prefix}if-modified-since`);
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object);
  return ifModifiedSince !== undefined && !modifiedSince(ifModifiedSince, object);
}

/**
 * Checks the conditions of a write against the object that it replaces.
 *
 * @throws {@link S3Error} `PreconditionFailed`, or `NoSuchKey` if there is no object for If-Match.
 */
export function checkWriteConditions(request: S3Request, current: StoredObject | undefined): void {
  const ifNoneMatch = header(request, 'if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error('NotImplemented', 501, 'The only supported value of If-None-Match for a write is *.');
  }
  if (ifNoneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
  const ifMatch = header(request, 'if-match');
  if (ifMatch === undefined) return;
  if (current === undefined) throw new S3Error('NoSuchKey', 404, 'The specified key does not exist.');
  if (!matches(ifMatch, current)) throw preconditionFailed('If-Match');
}

/** The error for a condition that does not hold. */
export function preconditionFailed(condition: string): S3Error {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new S3Error('PreconditionFailed', 412, message, { Condition: condition });
}

function matches(eTags: string, object: StoredObject): boolean {
  return eTags
    .split(',')
    .map((eTag) => eTag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'))
    .some((eTag) => eTag === '*' || eTag === object.eTag);
}

/** Header dates have a resolution of one second. */
function modifiedSince(date: string, object: StoredObject): boolean {
  return Math.floor(object.lastModifiedMillis / 1000) > Date.parse(date) / 1000;
}
