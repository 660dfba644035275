import { S3Error } from '../../errors.js';

/**
 * Turns a parameter of the query into the value of a header: its UTF-8 bytes, one per character, as Node returns the headers of
 * a request. User metadata may hold any character, because it is encoded before it is returned.
 *
 * @throws {@link S3Error} `InvalidArgument` if a header can't have that name, or that value.
 */
export function headerFromQuery(name: string, value: string): string {
  checkHeaderName(name);
  const bytes = Buffer.from(value, 'utf8').toString('latin1');
  if (!isUserMetadata(name)) checkHeaderValue(name, bytes);
  return bytes;
}

/**
 * Turns a field of a form into the value of a header. S3 returns such headers in ISO-8859-1, with a space for each other
 * character. Source: LocalStack's recording `test_post_object_with_unicode_metadata`.
 *
 * @throws {@link S3Error} As {@link headerFromQuery}.
 */
export function headerFromForm(name: string, value: string): string {
  checkHeaderName(name);
  const latin1 = value.replace(/[^\u0000-\u00ff]/gu, ' ');
  checkHeaderValue(name, latin1);
  return latin1;
}

/**
 * Checks a header of the response that the query sets. Source: LocalStack's recording
 * `test_get_response_overrides_unicode_metadata_with_sig_s3`.
 *
 * @throws {@link S3Error} `InvalidArgument`.
 */
export function checkResponseOverride(name: string, value: string): void {
  if (/[^\u0000-\u00ff]/u.test(value)) {
    throw invalidHeader(name, 'Header value cannot be represented using ISO-8859-1.');
  }
  checkHeaderValue(name, value);
}

/** Whether a header holds user metadata. */
export const isUserMetadata = (name: string): boolean => /^x-amz-meta-/i.test(name);

/** Source of the syntax: RFC 9110, sections 5.1 and 5.5. */
export function checkHeaderName(name: string): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw invalidHeader(name, 'A header cannot have this name.');
}

function checkHeaderValue(name: string, bytes: string): void {
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(bytes)) {
    throw invalidHeader(name, 'A header cannot have control characters.');
  }
}

const invalidHeader = (name: string, message: string) =>
  new S3Error('InvalidArgument', 400, message, { ArgumentName: withoutControls(name) });

/** Control characters must not reach the terminal of the client. */
export const withoutControls = (text: string): string => text.replace(/\p{C}/gu, '?').slice(0, 100);
