import { CorruptRecordError } from '../errors.js';

/*
 * gzip profile                              zstd profile
 *  0  10  1F 8B 08 04 00 00 00 00 00 FF      0      frame with content checksum
 * 10   2  XLEN = 4 + LEN                     e      57 2A 4D 18, then n + 12 (uint32)
 * 12   2  'H' 'W'                            e+8    metadata, n bytes
 * 14   2  LEN = 8 + n                        e+8+n  n (uint32)
 * 16   8  magic                              e+12+n magic, 8
 * 24   n  metadata
 * 24+n    deflate, CRC-32, ISIZE             integers are little-endian
 */

/** Marks a record as a block. Not text, and any conversion of line endings breaks it (PNG's trick). */
export const magic = Buffer.from('894857420d0a1a0a', 'hex');

/** A record taken apart, nothing of it checked or decompressed yet. */
export interface BlockEnvelope {
  readonly compression: 'zstd' | 'gzip';
  /** The zstd frame, or deflate and its trailer. */
  readonly payload: Buffer;
  readonly metadata: Buffer;
}

/** Fewer bytes than this prove nothing. */
const minBytes = 8;

/**
 * Compares the bytes that every block of a framing has in common with those of a record.
 *
 * @param signature - Bytes and where they stand. Those beyond the end of `data` count neither way.
 * @throws {@link CorruptRecordError} if not all, but at least three in four agree, which chance or another format doesn't
 * bring about: the record is a block with a damaged signature.
 */
export function hasSignature(
  data: Buffer,
  framing: 'gzip' | 'zstd',
  signature: readonly { offset: number; bytes: Buffer }[],
): boolean {
  let [compared, equal, expected] = [0, 0, 0];
  for (const { offset, bytes } of signature) {
    expected += bytes.length;
    for (const [index, byte] of bytes.subarray(0, Math.max(data.length - offset, 0)).entries()) {
      compared++;
      if (data[offset + index] === byte) equal++;
    }
  }
  if (equal < expected && compared >= minBytes && equal * 4 >= compared * 3)
    throw new CorruptRecordError(`The signature of a ${framing} block is damaged.`);
  return equal === expected;
}

/**
 * Room for compressed output in one piece, whatever it comes to. Of pieces Node makes a copy; and given less than this, zstd
 * goes through buffers of its own, at nine tenths of the speed. Source: ZSTD_COMPRESSBOUND in zstd.h.
 */
export function outputChunkBytes(rawLength: number): number {
  return rawLength + (rawLength >>> 8) + 1024;
}
