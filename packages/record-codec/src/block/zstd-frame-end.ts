import { zstdFrameMagic } from './block-layout.js';

const dictionaryIdBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;
const rleBlock = 1;
const reservedBlock = 3;

/**
 * Walks the block headers of the zstd frame that `data` starts with.
 *
 * Source: RFC 8878, 3.1.1 (frame header descriptor: bits 7-6 content size, 5 single segment, 2 checksum, 1-0 dictionary).
 *
 * @returns Where the frame ends, or undefined if it is not whole or has no checksum.
 */
export function zstdFrameEnd(data: Buffer): number | undefined {
  const descriptor = data[zstdFrameMagic.length];
  if (descriptor === undefined || (descriptor & 4) === 0) return undefined;
  let position = zstdFrameMagic.length + 1 + headerRestBytes(descriptor);
  for (let isLast = false; !isLast;) {
    if (position + 3 > data.length) return undefined;
    const header = data.readUIntLE(position, 3);
    const kind = (header >>> 1) & 3;
    if (kind === reservedBlock) return undefined;
    position += 3 + (kind === rleBlock ? 1 : header >>> 3);
    isLast = (header & 1) === 1;
  }
  const end = position + 4;
  return end <= data.length ? end : undefined;
}

function headerRestBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 32) !== 0;
  const contentSize = contentSizeBytes[(descriptor >>> 6) as 0 | 1 | 2 | 3];
  const dictionaryId = dictionaryIdBytes[(descriptor & 3) as 0 | 1 | 2 | 3];
  return isSingleSegment ? dictionaryId + Math.max(contentSize, 1) : 1 + dictionaryId + contentSize;
}
