import { createHash } from 'node:crypto';
import { checksumOfBody, finishChecksum, startChecksum, type ChecksumAlgorithm } from './checksum.js';
import type { ObjectChecksum, ObjectDescription } from './object-version.js';
import type { StoredBody } from './stored-body.js';

/** A multipart upload that is not complete. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly startedMillis: number;
  readonly description: ObjectDescription;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType: ObjectChecksum['type'];
  readonly parts: Map<number, UploadedPart>;
  /** Whether the object was written or deleted since the upload began. */
  isOvertaken: boolean;
}

/** A part that has arrived. */
export interface UploadedPart {
  readonly partNumber: number;
  readonly body: StoredBody;
  /** MD5 in hex. */
  readonly md5: string;
  /** Base64. */
  readonly checksum?: string;
  readonly lastModifiedMillis: number;
}

/** Releases the bodies of all parts. */
export async function releaseParts({ parts }: MultipartUpload): Promise<void> {
  await Promise.all([...parts.values()].map(({ body }) => body.release()));
}

/** ETag of an object made of parts: the MD5 of their MD5s, and their count. */
export function multipartETag(parts: readonly UploadedPart[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(part.md5, 'hex');
  return `${md5.digest('hex')}-${parts.length}`;
}

/**
 * Checksum of an object made of parts. `FULL_OBJECT` is computed from its bytes; `COMPOSITE` from the checksums of the
 * parts.
 *
 * @returns undefined if the upload has no checksum algorithm, or if a part lacks its checksum.
 */
export async function multipartChecksum(
  { checksumAlgorithm: algorithm, checksumType: type }: MultipartUpload,
  parts: readonly UploadedPart[],
  body: StoredBody,
): Promise<ObjectChecksum | undefined> {
  if (algorithm === undefined) return undefined;
  if (type === 'FULL_OBJECT') return { algorithm, type, value: await checksumOfBody(algorithm, body) };
  const running = startChecksum(algorithm);
  for (const { checksum } of parts) {
    if (checksum === undefined) return undefined;
    running.update(Buffer.from(checksum, 'base64'));
  }
  return { algorithm, type, value: `${await finishChecksum(running)}-${parts.length}` };
}
