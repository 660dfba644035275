import { S3Error } from '../../errors.js';
import type { ObjectDescription, ObjectTag } from '../object/object-version.js';
import { storedContentEncoding } from './request-body.js';
import { type S3Request, header } from './s3-request.js';

const storedHeaders = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
];

const metadataPrefix = 'x-amz-meta-';

/** Names (without prefix) and values of all user metadata, in bytes. Source: S3 user guide, "Working with object metadata". */
const maxMetadataBytes = 2_048;

/** Most tags of an object. Source: S3 user guide, "Categorizing your storage using tags". */
const maxTags = 10;

/**
 * Reads the headers and tags of a new object.
 *
 * @throws {@link S3Error} `MetadataTooLarge`, or the errors of {@link checkTags}.
 */
export function readDescription(request: S3Request): ObjectDescription {
  const headers: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of Object.keys(request.headers)) {
    const value = header(request, name);
    if (value !== undefined && (storedHeaders.includes(name) || name.startsWith(metadataPrefix)))
      headers[name] = value;
  }
  const encoding = storedContentEncoding(request);
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  checkMetadata(headers);
  const tagging = new URLSearchParams(header(request, 'x-amz-tagging') ?? '');
  return { headers, tags: checkTags([...tagging].map(([Key, Value]) => ({ Key, Value }))) };
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

function checkMetadata(headers: Readonly<Record<string, string>>): void {
  const bytes = Object.entries(headers)
    .filter(([name]) => name.startsWith(metadataPrefix))
    .reduce((sum, [name, value]) => sum + name.length - metadataPrefix.length + Buffer.byteLength(value), 0);
  if (bytes <= maxMetadataBytes) return;
  throw new S3Error(
    'MetadataTooLarge',
    400,
    'Your metadata headers exceed the maximum allowed metadata size',
    { Size: String(bytes), MaxSizeAllowed: String(maxMetadataBytes) },
  );
}
