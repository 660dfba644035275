import { CorruptRecordError } from '../errors/corrupt-record-error.js';

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
