/** Fewer bytes than this prove nothing. */
const minBytes = 8;

/**
 * Compares the bytes that every block has in common with those of a record. `partial`: at least three in four agree,
 * which chance or another format doesn't bring about, so the record is a block with a damaged signature.
 *
 * @param signature - Bytes and where they stand. Those beyond the end of `data` count neither way.
 */
export function signatureMatch(
  data: Buffer,
  signature: readonly { offset: number; bytes: Buffer }[],
): 'full' | 'partial' | 'none' {
  let [compared, equal, expected] = [0, 0, 0];
  for (const { offset, bytes } of signature) {
    expected += bytes.length;
    for (let index = 0; index < bytes.length && offset + index < data.length; index++) {
      compared++;
      if (data[offset + index] === bytes[index]) equal++;
    }
  }
  if (equal === expected) return 'full';
  return compared >= minBytes && equal * 4 >= compared * 3 ? 'partial' : 'none';
}
