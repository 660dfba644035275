import type { Block, BlockPart, DecodedBlock } from '@headwaters/record-codec';
import { assembleRange } from './assemble-range.js';

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
