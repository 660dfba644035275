import { type CollectedRange, PartCollector } from '@headwaters/ledger';
import { type Block, type DecodedRecord, carriedBlock } from '@headwaters/record-codec';
import type { Upload } from '../evidence/evidence.js';

/** Returns the block in a decoded Kinesis record if it belongs to this upload; otherwise undefined. */
export function blockOfUpload(decoded: DecodedRecord | undefined, upload: Upload): Block | undefined {
  if (decoded?.profile !== 'block') return undefined;
  const { source } = decoded.block;
  const belongs =
    source.bucket === upload.bucket &&
    source.key === upload.file.key &&
    source.versionId === upload.versionId;
  return belongs ? decoded.block : undefined;
}

/**
 * Returns the pieces of an upload that Kinesis records or archived objects contain: its blocks and, for framed blocks, each
 * regrouped range of which all parts are present.
 *
 * @throws `PartsMismatchError` if the parts of a range don't match.
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
    const carried = carriedBlock(decoded, '');
    if (carried === undefined) return [];
    const outcome = parts.add(carried, block.part);
    return typeof outcome === 'string' ? [] : [outcome];
  });
}
