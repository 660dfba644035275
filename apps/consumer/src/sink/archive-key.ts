import { createHash } from 'node:crypto';
import type { BlockSource } from '@headwaters/record-codec';

/** Longest object key, in bytes of UTF-8. Source: S3 user guide, "Creating object key names", read 2026-11-23. */
const maxObjectKeyBytes = 1_024;

/** Digits of an offset, with leading zeros, so that a listing gives the blocks in the order of the object. */
const offsetDigits = 20;

/**
 * The key under which a block is archived: `bucket/key/versionId/offset` and the extension of its compression. The same
 * block always gets the same key, and two blocks never do: neither a bucket nor the last two parts hold a slash.
 *
 * Where that is longer than 1,024 bytes, the object's key is cut short, and the SHA-256 of its whole identity stands in
 * place of the version as `+sha256-<digits>`, which is no encoded version, since those hold no plus sign.
 */
export function archiveKey(source: BlockSource, offset: number, extension: string): string {
  const { bucket, key, versionId = 'null' } = source;
  const name = `${String(offset).padStart(offsetDigits, '0')}.${extension}`;
  const plainKey = `${bucket}/${key}/${encodeURIComponent(versionId)}/${name}`;
  if (Buffer.byteLength(plainKey) <= maxObjectKeyBytes) return plainKey;
  const digest = createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId]))
    .digest('hex');
  const rest = `/+sha256-${digest}/${name}`;
  return cutToBytes(`${bucket}/${key}`, maxObjectKeyBytes - rest.length) + rest;
}

/** The longest start of a text that fits, without half a character at its end. */
function cutToBytes(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return text.slice(0, read);
}
