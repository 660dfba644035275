import type { ChecksumAlgorithm } from './checksum.js';
import type { ObjectChecksum, ObjectDescription } from './object-version.js';
import type { StoredBody } from './stored-body.js';

/** One part that has arrived. */
export interface UploadedPart {
  readonly partNumber: number;
  readonly body: StoredBody;
  /** MD5 in hex. */
  readonly md5: string;
  /** Base64. */
  readonly checksum?: string;
  readonly lastModifiedMillis: number;
}

/** An upload in parts that is not complete. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly startedMillis: number;
  readonly description: ObjectDescription;
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType: ObjectChecksum['type'];
  readonly parts: Map<number, UploadedPart>;
}
