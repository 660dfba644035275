import { S3Error } from '../../errors.js';
import type { StoredObject } from '../object/object-version.js';
import { type S3Request, header } from './s3-request.js';

/**
 * Whether a read may be answered 304, after RFC 9110, section 13.2.2.
 *
 * @param prefix - `x-amz-copy-source-` for the source of a copy, for which not modified is an error too.
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
 * Checks what a write demands of the object it would replace.
 *
 * @throws {@link S3Error} `PreconditionFailed`, or `NoSuchKey` if If-Match meets no object.
 */
export function checkWriteConditions(request: S3Request, current: StoredObject | undefined): void {
  const ifNoneMatch = header(request, 'if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error('NotImplemented', 501, 'If-None-Match of a write can only be *.');
  }
  if (ifNoneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
  const ifMatch = header(request, 'if-match');
  if (ifMatch === undefined) return;
  if (current === undefined) throw new S3Error('NoSuchKey', 404, 'The specified key does not exist.');
  if (!matches(ifMatch, current)) throw preconditionFailed('If-Match');
}

/** @returns the error that says which condition did not hold. */
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

/** Header dates are whole seconds. */
function modifiedSince(date: string, object: StoredObject): boolean {
  return Math.floor(object.lastModifiedMillis / 1000) > Date.parse(date) / 1000;
}
