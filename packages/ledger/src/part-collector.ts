import type { Block, BlockPart, BlockRecord, DecodedBlock } from '@headwaters/record-codec';
import { PartsMismatchError } from './errors.js';

/** Bytes of an object, put together from the parts that they were divided into. */
export interface CollectedRange extends Pick<Block, 'offset' | 'rawLength' | 'recordCount' | 'isLast'> {
  readonly bytes: Uint8Array;
}

/** What became of a part: more are awaited, it was there already, or it made its range whole. */
export type PartOutcome = 'awaited' | 'repeated' | CollectedRange;

/**
 * Gathers the framed blocks of one object until all parts of a range are there.
 *
 * Memory: the parts of ranges that are not whole yet, and a few numbers for each that is.
 */
export class PartCollector {
  /** By range. Of one that is whole its parts are forgotten. */
  readonly #ranges = new Map<string, Map<number, DecodedBlock> | 'whole'>();

  /**
   * @param decoded - A framed block of the object.
   * @param part - Its part.
   * @throws {@link PartsMismatchError} if the parts of a range do not make it up.
   */
  add(decoded: DecodedBlock, part: BlockPart): PartOutcome {
    const name = JSON.stringify([part.rangeOffset, part.rangeLength, part.count]);
    const parts = this.#ranges.get(name) ?? new Map<number, DecodedBlock>();
    if (parts === 'whole' || parts.has(part.index)) return 'repeated';
    this.#ranges.set(name, parts.set(part.index, decoded));
    if (parts.size < part.count) return 'awaited';
    this.#ranges.set(name, 'whole');
    return collect([...parts.values()], { offset: part.rangeOffset, length: part.rangeLength });
  }
}

function collect(
  parts: readonly DecodedBlock[],
  range: { readonly offset: number; readonly length: number },
): CollectedRange {
  return {
    offset: range.offset,
    rawLength: range.length,
    recordCount: parts.reduce((sum, { block }) => sum + block.recordCount, 0),
    isLast: parts.some(({ block }) => block.isLast),
    bytes: assembleRange(
      parts.flatMap((part) => [...part.records()]),
      range,
    ),
  };
}

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
function assembleRange(
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
