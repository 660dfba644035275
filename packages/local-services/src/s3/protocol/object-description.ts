import { S3Error } from '../../errors.js';
import type { ObjectDescription, ObjectTag } from '../object/object-version.js';
import { isUserMetadata } from './header-value.js';
import { storedContentEncoding } from './request-body.js';
import { type S3Request, header } from './s3-request.js';
import { readStorageClass } from './storage-class.js';
import { decodeMetadata, encodeMetadata } from './user-metadata.js';

const storedHeaders = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-website-redirect-location',
];

/** Names (without prefix) and values of all user metadata, in bytes. Source: S3 user guide, "Working with object metadata". */
const maxMetadataBytes = 2_048;

/** Most tags of an object. Source: S3 user guide, "Categorizing your storage using tags". */
const maxTags = 10;

const encryptionAlgorithms = ['AES256', 'aws:kms', 'aws:kms:dsse'];

/**
 * Reads the headers and tags of a new object. Each header can be returned as it is stored.
 *
 * @throws {@link S3Error} `MetadataTooLarge`, `InvalidStorageClass`, `InvalidRedirectLocation`, `InvalidArgument`, or the errors of
 * {@link checkTags}.
 */
export function readDescription(request: S3Request): ObjectDescription {
  return describe(request, decodeMetadata);
}

/**
 * Reads the fields of a form instead of headers. Metadata in a form is text, and encoded words in it stay.
 *
 * @throws {@link S3Error} As {@link readDescription}.
 */
export function readFormDescription(form: S3Request): ObjectDescription {
  return describe(form, (text) => text);
}

function describe(request: S3Request, readMetadata: (value: string) => string): ObjectDescription {
  const headers: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadataBytes = 0;
  for (const name of Object.keys(request.headers)) {
    const value = header(request, name);
    if (value === undefined) continue;
    if (storedHeaders.includes(name) && value !== '') headers[name] = value;
    if (!isUserMetadata(name)) continue;
    const text = readMetadata(value);
    metadataBytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(text);
    headers[name] = encodeMetadata(text);
  }
  const encoding = storedContentEncoding(request);
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  const storageClass = readStorageClass(request);
  if (storageClass !== undefined) headers['x-amz-storage-class'] = storageClass;
  checkMetadataSize(metadataBytes);
  checkRedirect(headers['x-amz-website-redirect-location']);
  checkEncryption(headers['x-amz-server-side-encryption']);
  return { headers, tags: readTags(header(request, 'x-amz-tagging') ?? '') };
}

function readTags(tagging: string): readonly ObjectTag[] {
  const text = Buffer.from(tagging, 'latin1').toString('utf8');
  return checkTags([...new URLSearchParams(text)].map(([Key, Value]) => ({ Key, Value })));
}

/** @throws {@link S3Error} `BadRequest` above 10 tags; `InvalidTag` for a duplicate key, or a key or value that is too long. */
export function checkTags(tags: readonly ObjectTag[]): readonly ObjectTag[] {
  if (tags.length > maxTags) {
    throw new S3Error('BadRequest', 400, `Object tags cannot be greater than ${maxTags}`);
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw new S3Error('InvalidTag', 400, 'Cannot provide multiple Tags with the same key');
  }
  if (tags.some(({ Key, Value }) => Key.length < 1 || Key.length > 128 || Value.length > 256)) {
    throw new S3Error('InvalidTag', 400, 'The TagKey or the TagValue you have provided is invalid');
  }
  return tags;
}

function checkMetadataSize(bytes: number): void {
  if (bytes <= maxMetadataBytes) return;
  throw new S3Error(
    'MetadataTooLarge',
    400,
    'Your metadata headers exceed the maximum allowed metadata size',
    { Size: String(bytes), MaxSizeAllowed: String(maxMetadataBytes) },
  );
}

function checkRedirect(location: string | undefined): void {
  if (location === undefined || /^(?:https?:\/\/|\/)/.test(location)) return;
  const message = "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.";
  throw new S3Error('InvalidRedirectLocation', 400, message);
}

function checkEncryption(algorithm: string | undefined): void {
  if (algorithm === undefined || encryptionAlgorithms.includes(algorithm)) return;
  throw new S3Error(
    'InvalidEncryptionAlgorithmError',
    400,
    'The encryption request you specified is not valid. Supported value: AES256, aws:kms and aws:kms:dsse.',
  );
}
