import { createHash } from 'node:crypto';

/** One version of an S3 object. Without a `versionId` it is the version that S3 calls `null`. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/**
 * Returns the path of an object version inside the keys of the ledger and the archive: `bucket/key/versionId`.
 *
 * Paths are unique: bucket names contain no slash, and the last segment is the URL-encoded version. If the path
 * exceeds `maxBytes`, the object key is truncated and the last segment becomes `+sha256-<hex>`, the hash of bucket, key and
 * version. A URL-encoded version contains no plus sign, so the two forms never collide.
 *
 * @param maxBytes - Longest path, in bytes of UTF-8. At least 200.
 */
export function objectPath({ bucket, key, versionId = 'null' }: ObjectVersion, maxBytes: number): string {
  const path = `${bucket}/${key}/${encodeURIComponent(versionId)}`;
  if (Buffer.byteLength(path) <= maxBytes) return path;
  const digest = createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId]))
    .digest('hex');
  const suffix = `/+sha256-${digest}`;
  return truncateToBytes(`${bucket}/${key}`, maxBytes - suffix.length) + suffix;
}

/** Returns the longest prefix that fits into `maxBytes` of UTF-8 without splitting a character. */
function truncateToBytes(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return text.slice(0, read);
}

/** Formats an object version for logs and messages: `s3://bucket/key?versionId=...`. The key is raw, not percent-encoded. */
export function formatSourceUri({ bucket, key, versionId }: ObjectVersion): string {
  return `s3://${bucket}/${key}${versionId === undefined ? '' : `?versionId=${versionId}`}`;
}

/** Digits of a byte offset in a key. Leading zeros make the order of a listing the order of the object. */
export const offsetDigits = 20;

/** Formats a byte offset for a key, padded to {@link offsetDigits} so that keys sort by offset. */
export function padOffset(offset: number): string {
  return String(offset).padStart(offsetDigits, '0');
}
