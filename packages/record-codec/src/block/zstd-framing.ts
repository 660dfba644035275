import { littleEndian } from '../bytes/byte-writer.js';
import { CorruptRecordError, ZstdUnavailableError } from '../errors.js';
import { nodeZlib, zstdIsAvailable } from '../node-zlib.js';
import { type BlockEnvelope, hasSignature, magic, outputChunkBytes } from './block-framing.js';

/** RFC 8878: a frame's first bytes. */
const zstdFrameMagic = Buffer.from('28b52ffd', 'hex');
/** RFC 8878: a skippable frame's first bytes, in the one of sixteen kinds that no known tool writes. */
const skippableMagic = Buffer.from('572a4d18', 'hex');
const skippableHeaderBytes = 8;
/** Metadata length and magic, at the very end. */
const zstdTrailerBytes = 12;

/**
 * Frames a body as one zstd frame with a checksum, then the metadata in a skippable frame. (Before it, a skippable frame
 * makes Node's own zstd answer 0 bytes.)
 *
 * @throws {@link ZstdUnavailableError} where the running Node has no zstd.
 */
export function writeZstdBlock(bytes: Uint8Array, metadata: Buffer): Buffer {
  if (!zstdIsAvailable()) throw new ZstdUnavailableError();
  return Buffer.concat([
    compress(bytes),
    skippableMagic,
    littleEndian(metadata.length + zstdTrailerBytes, 4),
    metadata,
    littleEndian(metadata.length, 4),
    magic,
  ]);
}

function compress(bytes: Uint8Array): Buffer {
  const zlib = nodeZlib();
  const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = zlib.constants;
  return zlib.zstdCompressSync(bytes, {
    chunkSize: outputChunkBytes(bytes.length),
    params: { [ZSTD_c_compressionLevel]: 1, [ZSTD_c_checksumFlag]: 1 },
  });
}

/**
 * Takes a block in the zstd profile apart.
 *
 * @returns undefined if `data` is something else, be it a zstd frame of others.
 * @throws {@link CorruptRecordError} if it is a block whose framing is damaged, or a zstd frame that is not whole.
 */
export function readZstdEnvelope(data: Buffer): BlockEnvelope | undefined {
  const isBlock = hasSignature(data, 'zstd', [
    { offset: 0, bytes: zstdFrameMagic },
    { offset: Math.max(data.length - magic.length, 0), bytes: magic },
  ]);
  if (!isBlock) {
    checkForeign(data);
    return undefined;
  }
  const metadataLength = data.readUInt32LE(data.length - zstdTrailerBytes);
  const metadataOffset = data.length - zstdTrailerBytes - metadataLength;
  const frameEnd = metadataOffset - skippableHeaderBytes;
  if (zstdFrameEnd(data) !== frameEnd || !isSkippableHeader(data, frameEnd, metadataLength)) {
    throw new CorruptRecordError('The frames of a zstd block do not end where its lengths say.');
  }
  return {
    compression: 'zstd',
    metadata: data.subarray(metadataOffset, metadataOffset + metadataLength),
    payload: data.subarray(0, frameEnd),
  };
}

function isSkippableHeader(data: Buffer, offset: number, metadataLength: number): boolean {
  return (
    startsWith(data, skippableMagic, offset) &&
    data.readUInt32LE(offset + 4) === metadataLength + zstdTrailerBytes
  );
}

/** A block that lost its end has no signature there; what is left of it is a zstd frame cut short, or our frame after it. */
function checkForeign(data: Buffer): void {
  if (!startsWith(data, zstdFrameMagic, 0)) return;
  const frameEnd = zstdFrameEnd(data);
  if (frameEnd === undefined || isCutShort(data.subarray(frameEnd, frameEnd + skippableMagic.length))) {
    throw new CorruptRecordError('A zstd frame, of a block or of others, ends early.');
  }
}

function isCutShort(afterFrame: Buffer): boolean {
  return afterFrame.length > 0 && startsWith(skippableMagic, afterFrame, 0);
}

function startsWith(data: Buffer, bytes: Buffer, offset: number): boolean {
  return data.subarray(offset, offset + bytes.length).equals(bytes);
}

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
function zstdFrameEnd(data: Buffer): number | undefined {
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
