import {
  countBytes,
  mergeRanges,
  type LedgerEntry,
  type PartitionedRange,
} from '@headwaters/pipeline-contract';
import { blockRange, type Block, type BlockPart, type BlockSource } from '@headwaters/record-codec';

/** A block without its bytes: a batch of 6 MB may decompress to a thousand times as much. */
export type BlockOutline = Pick<Block, 'source' | 'offset' | 'rawLength' | 'recordCount' | 'isLast' | 'part'>;

export function outlineBlock(block: Block): BlockOutline {
  const { source, offset, rawLength, recordCount, isLast, part } = block;
  const outline = { source, offset, rawLength, recordCount, isLast };
  return part === undefined ? outline : { ...outline, part };
}

/** Collects blocks of the same outcome: one ledger entry per object. */
export class LedgerEntries {
  /** By object, then by offset and part: a block that occurs twice in a batch counts once. */
  readonly #objects = new Map<string, { source: BlockSource; blocks: Map<string, BlockOutline> }>();

  add(block: BlockOutline): void {
    const { source, offset, part } = block;
    const id = JSON.stringify([source.bucket, source.key, source.versionId]);
    const object = this.#objects.get(id) ?? { source, blocks: new Map<string, BlockOutline>() };
    this.#objects.set(id, object);
    object.blocks.set(JSON.stringify([offset, part?.index]), block);
  }

  toArray(outcome: LedgerEntry['outcome']): LedgerEntry[] {
    return [...this.#objects.values()].map(({ source, blocks }) => ({
      source,
      outcome,
      ...coverageOf([...blocks.values()]),
    }));
  }
}

function coverageOf(blocks: readonly BlockOutline[]): Omit<LedgerEntry, 'source' | 'outcome'> {
  const divided = dividedRanges(blocks.flatMap(({ part }) => part ?? []));
  const incomplete = divided.filter((range) => !isComplete(range));
  const ranges = mergeRanges([
    ...blocks.filter(({ part }) => part === undefined).map(blockRange),
    ...divided.filter(isComplete).map(({ offset, endOffset }) => ({ start: offset, end: endOffset })),
  ]);
  const all = blocks.map(blockRange);
  const offset = Math.min(...all.map(({ start }) => start));
  const endOffset = Math.max(...all.map(({ end }) => end));
  const hasGaps = countBytes(ranges) < endOffset - offset;
  return {
    offset,
    endOffset,
    ...((hasGaps || incomplete.length > 0) && {
      ranges: ranges.map(({ start, end }): [number, number] => [start, end]),
    }),
    ...(incomplete.length > 0 && { divided: incomplete }),
    isLast: blocks.some(({ isLast }) => isLast),
    recordCount: blocks.reduce((sum, { recordCount }) => sum + recordCount, 0),
  };
}

function isComplete({ count, indexes }: PartitionedRange): boolean {
  return indexes.length === count;
}

/** Groups parts by the range that they divide, in order. */
function dividedRanges(parts: readonly BlockPart[]): PartitionedRange[] {
  const ranges = new Map<string, PartitionedRange>();
  for (const { index, count, rangeOffset: offset, rangeLength } of parts) {
    const id = JSON.stringify([offset, rangeLength, count]);
    const range = ranges.get(id) ?? { offset, endOffset: offset + rangeLength, count, indexes: [] };
    range.indexes.push(index);
    ranges.set(id, range);
  }
  for (const { indexes } of ranges.values()) indexes.sort((a, b) => a - b);
  return [...ranges.values()].sort((a, b) => a.offset - b.offset);
}
