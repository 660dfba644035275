import {
  countBytes,
  mergeRanges,
  type LedgerEntry,
  type PartitionedRange,
} from '@headwaters/pipeline-contract';
import { blockRange, type BlockPart, type BlockSource } from '@headwaters/record-codec';
import type { DeliveredBlock } from '../record/delivery.js';
import { plainExtent, type PlainExtent, type Run } from '../record/plain-runs.js';
import type { StreamRecord } from '../record/stream-record.js';

/** What a Kinesis record carries, without the bytes: a batch of 6 MB may decompress to a thousand times as much. */
export type BlockOutline = Pick<
  DeliveredBlock,
  'source' | 'offset' | 'rawLength' | 'recordCount' | 'isLast' | 'part'
>;

export function outlineBlock(block: BlockOutline): BlockOutline {
  const { source, offset, rawLength, recordCount, isLast, part } = block;
  const outline = { source, offset, rawLength, recordCount, isLast };
  return part === undefined ? outline : { ...outline, part };
}

/** Returns what each Kinesis record of a run carries, so that one that occurs twice in a batch is found. */
export function outlineRun(run: Run, carried: DeliveredBlock | undefined): readonly BlockOutline[] {
  if (carried === undefined) return [];
  if (run.length === 1) return [outlineBlock(carried)];
  return run.flatMap(plainExtents).map(({ offset, endOffset }) => ({
    source: carried.source,
    offset,
    rawLength: endOffset - offset,
    recordCount: 1,
    isLast: false,
  }));
}

function plainExtents(record: StreamRecord): readonly PlainExtent[] {
  const extent = plainExtent(record);
  return extent === undefined ? [] : [extent];
}

/** Collects blocks of the same outcome: one ledger entry per object. */
export class LedgerEntries {
  /** By object, then by range and part: a block that occurs twice in a batch counts once. */
  readonly #objects = new Map<string, { source: BlockSource; blocks: Map<string, BlockOutline> }>();

  add(block: BlockOutline): void {
    const { source, offset, rawLength, part } = block;
    const id = JSON.stringify([source.bucket, source.key, source.versionId]);
    const object = this.#objects.get(id) ?? { source, blocks: new Map<string, BlockOutline>() };
    this.#objects.set(id, object);
    object.blocks.set(JSON.stringify([offset, rawLength, part?.index]), block);
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
