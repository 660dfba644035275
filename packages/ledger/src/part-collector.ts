import type { BlockPart, BlockRecord, DecodedBlock } from '@headwaters/record-codec';
import { PartsMismatchError } from './errors.js';

/** A range of an object, reassembled from its parts. */
export interface CollectedRange {
  /** First byte of the range in the object. */
  readonly offset: number;
  /** Length of the range in bytes. */
  readonly rawLength: number;
  readonly recordCount: number;
  /** Whether the range ends at the end of the object. */
  readonly isLast: boolean;
  readonly bytes: Uint8Array;
}

/**
 * The result of adding a part: its range is still `incomplete`, the part is a `duplicate`, or the part completed its
 * range.
 */
export type PartOutcome = 'incomplete' | 'duplicate' | CollectedRange;

/**
 * Collects the framed blocks of one object and reassembles each range once all its parts are there.
 *
 * Memory: the parts of incomplete ranges, and a few numbers per complete range.
 */
export class PartCollector {
  /** The parts of each range by index. The parts of a complete range are released. */
  readonly #ranges = new Map<string, Map<number, DecodedBlock> | 'complete'>();

  /**
   * @param decoded - A framed block of the object.
   * @param part - The part that the block is.
   * @throws {@link PartsMismatchError} if the parts of a range do not add up to it.
   */
  add(decoded: DecodedBlock, part: BlockPart): PartOutcome {
    const id = JSON.stringify([part.rangeOffset, part.rangeLength, part.count]);
    const parts = this.#ranges.get(id) ?? new Map<number, DecodedBlock>();
    if (parts === 'complete' || parts.has(part.index)) return 'duplicate';
    this.#ranges.set(id, parts.set(part.index, decoded));
    if (parts.size < part.count) return 'incomplete';
    this.#ranges.set(id, 'complete');
    return assembleRange([...parts.values()], { offset: part.rangeOffset, length: part.rangeLength });
  }
}

/** Position of a range in its object, in bytes. */
interface Extent {
  readonly offset: number;
  readonly length: number;
}

function assembleRange(parts: readonly DecodedBlock[], extent: Extent): CollectedRange {
  return {
    offset: extent.offset,
    rawLength: extent.length,
    recordCount: parts.reduce((sum, { block }) => sum + block.recordCount, 0),
    isLast: parts.some(({ block }) => block.isLast),
    bytes: assembleBytes(
      parts.flatMap((part) => [...part.records()]),
      extent,
    ),
  };
}

/** Line terminators by their length in bytes. */
const lineTerminators: ReadonlyMap<number, Buffer> = new Map(
  ['', '\n', '\r\n'].map((terminator) => [terminator.length, Buffer.from(terminator)]),
);

/**
 * Concatenates the records of a range. Records have no line terminators: the distance to the next record tells which
 * terminator to insert.
 *
 * @throws {@link PartsMismatchError} if the records leave gaps or overlap.
 */
function assembleBytes(records: readonly BlockRecord[], { offset, length }: Extent): Uint8Array {
  const sorted = [...records].sort((a, b) => a.offset - b.offset);
  if (sorted[0]?.offset !== offset) throw new PartsMismatchError(offset, 'the first record is missing');
  const pieces = sorted.flatMap(({ offset: start, bytes }, index) => {
    const next = sorted[index + 1]?.offset ?? offset + length;
    const terminator = lineTerminators.get(next - start - bytes.length);
    if (terminator !== undefined) return [bytes, terminator];
    throw new PartsMismatchError(
      offset,
      `the record at byte ${start} does not end where the next one starts`,
    );
  });
  return Buffer.concat(pieces, length);
}
