import type { BlockPart, CarriedBlock, CarriedRecord } from '@headwaters/record-codec';
import { PartsMismatchError } from '../errors.js';

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
 * Collects the parts of one object, of any wire profile, and reassembles each range once all its parts are there.
 *
 * Memory: the parts of incomplete ranges, and a few numbers per complete range.
 */
export class PartCollector {
  /** The parts of each range by index. The parts of a complete range are released. */
  readonly #ranges = new Map<string, Map<number, CarriedBlock> | 'complete'>();

  /**
   * @param carried - What a Kinesis record or an archived object carries.
   * @param part - The part that it is.
   * @throws {@link PartsMismatchError} if the parts of a range do not add up to it.
   */
  add(carried: CarriedBlock, part: BlockPart): PartOutcome {
    const id = JSON.stringify([part.rangeOffset, part.rangeLength, part.count]);
    const parts = this.#ranges.get(id) ?? new Map<number, CarriedBlock>();
    if (parts === 'complete' || parts.has(part.index)) return 'duplicate';
    this.#ranges.set(id, parts.set(part.index, carried));
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

function assembleRange(parts: readonly CarriedBlock[], extent: Extent): CollectedRange {
  return {
    offset: extent.offset,
    rawLength: extent.length,
    recordCount: parts.reduce((sum, { recordCount }) => sum + recordCount, 0),
    isLast: parts.some(({ isLast }) => isLast),
    bytes: assembleBytes(
      parts.flatMap((part) => [...part.records()]),
      { ...extent, encoding: parts[0]?.encoding },
    ),
  };
}

/** Line terminators: none, LF, CRLF. */
const lineTerminators = ['', '\n', '\r\n'];

/** Returns the terminators of a text encoding, by their length in bytes. */
function terminatorsIn(encoding: CarriedBlock['encoding']): ReadonlyMap<number, Buffer> {
  const encoded = lineTerminators.map((terminator) => {
    if (encoding === undefined) return Buffer.from(terminator);
    const bytes = Buffer.from(terminator, 'utf16le');
    return encoding === 'utf-16le' ? bytes : bytes.swap16();
  });
  return new Map(encoded.map((terminator) => [terminator.length, terminator]));
}

/**
 * Concatenates the records of a range. Records have no line terminators: the distance to the next record tells which
 * terminator to insert.
 *
 * @throws {@link PartsMismatchError} if the records leave gaps or overlap.
 */
function assembleBytes(
  records: readonly CarriedRecord[],
  { offset, length, encoding }: Extent & { readonly encoding: CarriedBlock['encoding'] },
): Uint8Array {
  const sorted = [...records].sort((a, b) => a.offset - b.offset);
  if (sorted[0]?.offset !== offset) throw new PartsMismatchError(offset, 'the first record is missing');
  const terminators = terminatorsIn(encoding);
  const pieces = sorted.flatMap(({ offset: start, bytes }, index) => {
    const next = sorted[index + 1]?.offset ?? offset + length;
    const terminator = terminators.get(next - start - bytes.length);
    if (terminator !== undefined) return [bytes, terminator];
    throw new PartsMismatchError(
      offset,
      `the record at byte ${start} does not end where the next one starts`,
    );
  });
  return Buffer.concat(pieces, length);
}
