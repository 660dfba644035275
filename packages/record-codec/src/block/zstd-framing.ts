import { littleEndian } from '../bytes/byte-writer.js';
import { CorruptRecordError, ZstdUnavailableError } from '../errors.js';
import { nodeZlib, zstdIsAvailable } from '../node-zlib.js';
import { hasSignature, magic, outputChunkBytes, type BlockEnvelope } from './block-framing.js';

/*
 * A block as one zstd frame and one skippable frame (RFC 8878). Integers are little-endian.
 *
 * 0       m   28 B5 2F FD ...: the frame, with a content checksum
 * m       4   57 2A 4D 18: a skippable frame, of the one of 16 kinds that no known tool writes
 * m+4     4   n + 12
 * m+8     n   metadata
 * m+8+n   4   n
 * m+12+n  8   magic
 *
 * The metadata is at the end because Node.js decompresses data that starts with a skippable frame to 0 bytes.
 */
const zstdFrameMagic = Buffer.from('28b52ffd', 'hex');
const skippableMagic = Buffer.from('572a4d18', 'hex');
const skippableHeaderBytes = 8;
/** Metadata length and magic. */
const zstdTrailerBytes = 12;

/**
 * Writes a block as a zstd frame with a checksum, and the metadata in a skippable frame after it.
 *
 * @throws {@link ZstdUnavailableError} if the running Node.js does not support zstd.
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
 * Takes a zstd-framed block apart.
 *
 * @returns undefined if `data` is not such a block. A complete zstd frame of another program is not.
 * @throws {@link CorruptRecordError} if it is one, but its framing is damaged, or if it is a truncated zstd frame.
 */
export function readZstdEnvelope(data: Buffer): BlockEnvelope | undefined {
  const isBlock = hasSignature(data, 'zstd', [
    { offset: 0, bytes: zstdFrameMagic },
    { offset: Math.max(data.length - magic.length, 0), bytes: magic },
  ]);
  if (!isBlock) {
    checkForeignData(data);
    return undefined;
  }
  const metadataLength = data.readUInt32LE(data.length - zstdTrailerBytes);
  const metadataOffset = data.length - zstdTrailerBytes - metadataLength;
  const frameEnd = metadataOffset - skippableHeaderBytes;
  if (findFrameEnd(data) !== frameEnd || !isSkippableHeader(data, frameEnd, metadataLength)) {
    throw new CorruptRecordError('The frames of a zstd block do not match its lengths.');
  }
  return {
    compression: 'zstd',
    metadata: data.subarray(metadataOffset, metadataOffset + metadataLength),
    payload: data.subarray(0, frameEnd),
  };
}

function isSkippableHeader(data: Buffer, offset: number, metadataLength: number): boolean {
  return (
    hasBytesAt(data, offset, skippableMagic) &&
    data.readUInt32LE(offset + 4) === metadataLength + zstdTrailerBytes
  );
}

/** A truncated block has no magic at its end: what is left is a truncated zstd frame, or a frame and part of the next magic. */
function checkForeignData(data: Buffer): void {
  if (!hasBytesAt(data, 0, zstdFrameMagic)) return;
  const frameEnd = findFrameEnd(data);
  if (frameEnd === undefined || isTruncatedMagic(data.subarray(frameEnd, frameEnd + skippableMagic.length))) {
    throw new CorruptRecordError('A zstd frame is truncated; it may be a truncated block.');
  }
}

function isTruncatedMagic(afterFrame: Buffer): boolean {
  return afterFrame.length > 0 && hasBytesAt(skippableMagic, 0, afterFrame);
}

function hasBytesAt(data: Buffer, offset: number, bytes: Buffer): boolean {
  return data.subarray(offset, offset + bytes.length).equals(bytes);
}

const dictionaryIdBytes = [0, 1, 2, 4] as const;
const contentSizeBytes = [0, 2, 4, 8] as const;
const rleBlock = 1;
const reservedBlock = 3;

/**
 * Follows the block headers of the zstd frame at the start of `data`.
 *
 * Source: RFC 8878, 3.1.1. Frame header descriptor: bits 7-6 content size, 5 single segment, 2 checksum, 1-0 dictionary.
 *
 * @returns The end of the frame, or undefined if the frame is truncated or has no checksum.
 */
function findFrameEnd(data: Buffer): number | undefined {
  const descriptor = data[zstdFrameMagic.length];
  if (descriptor === undefined || (descriptor & 4) === 0) return undefined;
  let position = zstdFrameMagic.length + 1 + headerBytesAfterDescriptor(descriptor);
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

function headerBytesAfterDescriptor(descriptor: number): number {
  const isSingleSegment = (descriptor & 32) !== 0;
  const contentSize = contentSizeBytes[(descriptor >>> 6) as 0 | 1 | 2 | 3];
  const dictionaryId = dictionaryIdBytes[(descriptor & 3) as 0 | 1 | 2 | 3];
  return isSingleSegment ? dictionaryId + Math.max(contentSize, 1) : 1 + dictionaryId + contentSize;
}
