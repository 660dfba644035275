import { notImplemented } from '../protocol/preconditions.js';
import { headerFromForm, isUserMetadata, checkHeaderName } from '../protocol/header-value.js';

/**
 * The fields of a form that PostObject knows, and their headers. Source:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html.
 */
const headerFields = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
];

/** Fields of the policy and the signature, which are not checked. */
const uncheckedFields = ['algorithm', 'credential', 'date', 'signature', 'security-token'].map(
  (name) => `x-amz-${name}`,
);

/**
 * Turns fields into headers. Metadata stays as it is, because it is text.
 *
 * @throws {@link S3Error} `NotImplemented` for an `x-amz-` field that PostObject does not know; `InvalidArgument` for a field that
 * can't be a header. S3 ignores other unknown fields.
 */
export function headersOfForm(fields: ReadonlyMap<string, string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of fields) {
    if (isUserMetadata(name)) {
      checkHeaderName(name);
      headers[name] = value;
    } else if (headerFields.includes(name)) {
      headers[name] = headerFromForm(name, value);
    } else if (name.startsWith('x-amz-') && !uncheckedFields.includes(name)) {
      throw notImplemented(name);
    }
  }
  return headers;
}
