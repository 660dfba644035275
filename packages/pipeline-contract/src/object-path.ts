import { createHash } from 'node:crypto';

/** One version of one object. A missing `versionId` means what S3 calls the version `null`. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/**
 * Where the ledger and the archive keep what belongs to an object: `bucket/key/versionId`, for use inside a key. Two
 * versions never have the same path: a bucket has no slash, nor has the last part, where the version stands URL-encoded.
 *
 * Where that is longer than `maxBytes`, the object's key is cut short, and the SHA-256 of the whole identity stands in
 * place of the version as `+sha256-<digits>`, which is no encoded version, since those hold no plus sign.
 *
 * @param maxBytes - Longest path, in bytes of UTF-8; at least 200.
 */
export function objectPath({ bucket, key, versionId = 'null' }: ObjectVersion, maxBytes: number): string {
  const path = `${bucket}/${key}/${encodeURIComponent(versionId)}`;
  if (Buffer.byteLength(path) <= maxBytes) return path;
  const digest = createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId]))
    .digest('hex');
  const end = `/+sha256-${digest}`;
  return cutToBytes(`${bucket}/${key}`, maxBytes - end.length) + end;
}

/** The longest start of a text that fits, without half a character at its end. */
function cutToBytes(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return text.slice(0, read);
}

/** Digits of an offset inside a key, with leading zeros, so that a listing gives the order of the object. */
export const offsetDigits = 20;

/** Writes a byte offset so that keys sort by it. */
export function offsetInKey(offset: number): string {
  return String(offset).padStart(offsetDigits, '0');
}
