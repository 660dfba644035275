import { S3Error } from '../../errors.js';
import type { StoredObject } from '../object/object-version.js';
import { type S3Request, header } from './s3-request.js';

/** Where the conditions of a read stand, and the time. */
interface ReadConditions {
  /** `x-amz-copy-source-` for the source of a copy. */
  readonly prefix: '' | 'x-amz-copy-source-';
  readonly nowMillis: number;
}

/**
 * Finds out whether the response to a read is 304 Not Modified. Source: RFC 9110, section 13.2.2. An invalid date is ignored, and so
 * is an If-Modified-Since in the future: section 13.1.3, and LocalStack's recording `test_s3_get_object_preconditions`.
 *
 * @returns the condition that makes it 304, or undefined.
 * @throws {@link S3Error} `PreconditionFailed`.
 */
export function notModifiedBy(
  request: S3Request,
  object: StoredObject,
  { prefix, nowMillis }: ReadConditions,
): string | undefined {
  const condition = (name: string) => header(request, `${prefix}${name.toLowerCase()}`);
  const ifMatch = condition('If-Match');
  const unmodifiedSince = dateOf(condition('If-Unmodified-Since'));
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object)) throw preconditionFailed(`${prefix}If-Match`);
  } else if (unmodifiedSince !== undefined && isModifiedSince(unmodifiedSince, object)) {
    throw preconditionFailed(`${prefix}If-Unmodified-Since`);
  }
  const ifNoneMatch = condition('If-None-Match');
  const modifiedSince = dateOf(condition('If-Modified-Since'));
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object) ? `${prefix}If-None-Match` : undefined;
  if (modifiedSince === undefined || modifiedSince > nowMillis) return undefined;
  return isModifiedSince(modifiedSince, object) ? undefined : `${prefix}If-Modified-Since`;
}

/**
 * Checks the conditions of a write against the object that it replaces. Sources: LocalStack's recordings
 * `test_put_object_if_none_match_validation`, `test_put_object_if_match_validation` and
 * `test_put_object_if_match_and_if_none_match_validation`.
 *
 * @throws {@link S3Error} `PreconditionFailed`, `NoSuchKey` if there is no object for If-Match, or `NotImplemented` for a value or a
 * combination that S3 refuses.
 */
export function checkWriteConditions(request: S3Request, current: StoredObject | undefined): void {
  const ifNoneMatch = header(request, 'if-none-match');
  const ifMatch = header(request, 'if-match');
  if (ifNoneMatch !== undefined && ifMatch !== undefined) {
    throw notImplemented(
      'If-Match,If-None-Match',
      'Multiple conditional request headers present in the request',
    );
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') throw refusedValue('If-None-Match');
    if (current !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (ifMatch === undefined) return;
  if (ifMatch === '*') throw refusedValue('If-Match');
  if (current === undefined) {
    throw new S3Error('NoSuchKey', 404, 'The specified key does not exist.', { Key: request.key ?? '' });
  }
  if (!matches(ifMatch, current)) throw preconditionFailed('If-Match');
}

/**
 * Checks the condition of a deletion against the current version of the object, whichever version is deleted. `*` demands that
 * there is one. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html (read 2026-11-29), and
 * LocalStack's recording `test_delete_object_if_match_non_express`.
 *
 * @throws {@link S3Error} `PreconditionFailed`.
 */
export function checkDeleteCondition(eTag: string | undefined, current: StoredObject | undefined): void {
  if (eTag === undefined || (current !== undefined && matches(eTag, current))) return;
  throw preconditionFailed('If-Match');
}

/** The error for a condition that does not hold. */
export function preconditionFailed(condition: string): S3Error {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new S3Error('PreconditionFailed', 412, message, { Condition: condition });
}

/** The error for a header that S3 itself refuses. */
export function notImplemented(headerName: string, additionalMessage?: string): S3Error {
  const message = 'A header you provided implies functionality that is not implemented';
  return new S3Error('NotImplemented', 501, message, {
    Header: headerName,
    ...(additionalMessage !== undefined && { additionalMessage }),
  });
}

const refusedValue = (name: string): S3Error =>
  notImplemented(name, `We don't accept the provided value of ${name} header for this API`);

function matches(eTags: string, object: StoredObject): boolean {
  return eTags
    .split(',')
    .map((eTag) => eTag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'))
    .some((eTag) => eTag === '*' || eTag === object.eTag);
}

function dateOf(text: string | undefined): number | undefined {
  const millis = Date.parse(text ?? '');
  return Number.isNaN(millis) ? undefined : millis;
}

/** Header dates have a resolution of one second. */
function isModifiedSince(dateMillis: number, object: StoredObject): boolean {
  return Math.floor(object.lastModifiedMillis / 1000) > Math.floor(dateMillis / 1000);
}
