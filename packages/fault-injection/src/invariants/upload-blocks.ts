import { type CollectedRange, PartCollector } from '@headwaters/ledger';
import type { Block, DecodedRecord } from '@headwaters/record-codec';
import type { Upload } from '../evidence/evidence.js';

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

/**
 * The byte ranges of an upload that records hold: those of its blocks as they are, and those of framed blocks as soon as all
 * parts of a range are there, put together again.
 *
 * @throws `PartsMismatchError` if the parts of a range do not make it up.
 */
export function filePieces(
  carriers: Iterable<{ readonly decoded: DecodedRecord | undefined }>,
  upload: Upload,
): (Block | CollectedRange)[] {
  const parts = new PartCollector();
  return [...carriers].flatMap(({ decoded }) => {
    const block = blockOfUpload(decoded, upload);
    if (block === undefined || decoded?.profile !== 'block') return [];
    if (block.part === undefined) return [block];
    const outcome = parts.add(decoded, block.part);
    return typeof outcome === 'string' ? [] : [outcome];
  });
}
