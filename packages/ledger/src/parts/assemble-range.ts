import type { BlockRecord } from '@headwaters/record-codec';
import { PartsMismatchError } from '../error/parts-mismatch-error.js';

/** The ends that a line can have, by their length. */
const lineEnds: ReadonlyMap<number, Buffer> = new Map(
  ['', '\n', '\r\n'].map((end) => [end.length, Buffer.from(end)]),
);

/**
 * Puts the bytes of a divided range together from the records of all its parts.
 *
 * A record comes without its line end, and what the next one leaves room for tells which it was.
 *
 * @param range - Where the range begins in the object, and how long it is, in bytes.
 * @throws {@link PartsMismatchError} if the records leave gaps or overlap.
 */
export function assembleRange(
  records: Iterable<Pick<BlockRecord, 'offset' | 'bytes'>>,
  { offset, length }: { offset: number; length: number },
): Uint8Array {
  const inOrder = [...records].sort((a, b) => a.offset - b.offset);
  if (inOrder[0]?.offset !== offset) throw new PartsMismatchError(offset, 'the first record is not there');
  const pieces = inOrder.flatMap(({ offset: start, bytes }, index) => {
    const next = inOrder[index + 1]?.offset ?? offset + length;
    const end = lineEnds.get(next - start - bytes.length);
    if (end !== undefined) return [bytes, end];
    throw new PartsMismatchError(offset, `the record at byte ${start} does not reach up to the next`);
  });
  return Buffer.concat(pieces, length);
}
