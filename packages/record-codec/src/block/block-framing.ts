import { CorruptRecordError } from '../errors.js';

/** Marks a Kinesis record as a block. Like PNG's magic, it is not text, and a conversion of line endings changes it. */
export const magic = Buffer.from('894857420d0a1a0a', 'hex');

/** The parts of an encoded block, not yet verified or decompressed. */
export interface BlockEnvelope {
  readonly compression: 'zstd' | 'gzip';
  /** The zstd frame, or the deflate data and the gzip trailer. */
  readonly payload: Buffer;
  readonly metadata: Buffer;
}

/** Fewer matching bytes than this may be coincidence. */
const minComparedBytes = 8;

/**
 * Returns whether data has the bytes that all blocks of a framing have in common.
 *
 * @param signature - Those bytes and their offsets. Bytes past the end of `data` are not compared.
 * @throws {@link CorruptRecordError} if at least three in four bytes match, but not all. Neither coincidence nor another
 * format explains that: the data is a block with a damaged signature.
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
  if (equal < expected && compared >= minComparedBytes && equal * 4 >= compared * 3)
    throw new CorruptRecordError(`The signature of a ${framing} block is damaged.`);
  return equal === expected;
}

/**
 * Returns a zlib `chunkSize` that holds the compressed output in one piece. Several pieces cost Node.js a copy, and with a
 * smaller chunk zstd uses buffers of its own, which costs a tenth of its speed. Source: ZSTD_COMPRESSBOUND in zstd.h.
 */
export function outputChunkBytes(rawLength: number): number {
  return rawLength + (rawLength >>> 8) + 1024;
}
