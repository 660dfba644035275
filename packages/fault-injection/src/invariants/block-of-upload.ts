import type { Block, DecodedRecord } from '@headwaters/record-codec';
import type { Upload } from '../observation/evidence.js';

/** The block that a decoded record is, if it is one of this upload. */
export function blockOfUpload(decoded: DecodedRecord | undefined, upload: Upload): Block | undefined {
  if (decoded?.profile !== 'block') return undefined;
  const { source } = decoded.block;
  const isOf =
    source.bucket === upload.bucket &&
    source.key === upload.file.key &&
    source.versionId === upload.versionId;
  return isOf ? decoded.block : undefined;
}
