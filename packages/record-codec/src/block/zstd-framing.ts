import { littleEndian } from '../bytes/byte-writer.js';
import { CorruptRecordError, ZstdUnavailableError } from '../errors.js';
import { nodeZlib, zstdIsAvailable } from '../node-zlib.js';
import { hasSignature, magic, outputChunkBytes, type BlockEnvelope } from './block-framing.js';
import { ZstdFrameScanner } from './zstd-frame.js';

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
 * @throws {@link CorruptRecordError} if it is one, but its framing is damaged, or if it is a truncated zstd frame with a content
 * checksum.
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

/**
 * A truncated block has no magic at its end: what is left is a truncated zstd frame, or a frame and part of the next magic. A
 * frame without a content checksum is of another program, complete or not.
 */
function checkForeignData(data: Buffer): void {
  if (!hasBytesAt(data, 0, zstdFrameMagic)) return;
  const frame = new ZstdFrameScanner();
  const frameEnd = frame.scan(data);
  if (frame.hasChecksum === false) return;
  const afterFrame = data.subarray(frameEnd, frameEnd + skippableMagic.length);
  if (!frame.isAtEnd || frame.hasReservedBlock || isTruncatedMagic(afterFrame)) {
    throw new CorruptRecordError('A zstd frame is truncated; it may be a truncated block.');
  }
}

function isTruncatedMagic(afterFrame: Buffer): boolean {
  return afterFrame.length > 0 && hasBytesAt(skippableMagic, 0, afterFrame);
}

function hasBytesAt(data: Buffer, offset: number, bytes: Buffer): boolean {
  return data.subarray(offset, offset + bytes.length).equals(bytes);
}

/** Returns the end of the zstd frame at the start of `data`, or undefined if it is truncated, damaged or has no checksum. */
function findFrameEnd(data: Buffer): number | undefined {
  const frame = new ZstdFrameScanner();
  const end = frame.scan(data);
  return frame.isAtEnd && frame.hasChecksum === true && !frame.hasReservedBlock ? end : undefined;
}
