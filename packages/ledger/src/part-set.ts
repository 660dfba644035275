import type { ByteRange, PartitionedRange } from '@headwaters/pipeline-contract';

/** Which parts of divided ranges there are, gathered from any number of receipts. */
export class PartSet {
  readonly #ranges = new Map<string, PartitionedRange & { readonly has: Set<number> }>();

  constructor(ranges: Iterable<PartitionedRange>) {
    for (const range of ranges) {
      const known = this.#ranges.get(nameOf(range)) ?? { ...range, has: new Set() };
      this.#ranges.set(nameOf(range), known);
      for (const index of range.indexes) known.has.add(index);
    }
  }

  /** The ranges of which every part is there. A range that was divided in two ways counts by each alone. */
  wholeRanges(): ByteRange[] {
    return [...this.#ranges.values()].filter(isWhole).map(toByteRange);
  }

  /** The ranges of which some parts are not there. */
  dividedRanges(): (ByteRange & { readonly count: number; readonly partCount: number })[] {
    return [...this.#ranges.values()]
      .filter((range) => !isWhole(range))
      .map(({ has, count, ...range }) => ({ ...toByteRange(range), count, partCount: has.size }));
  }

  /** Those of a range's parts that are not there. */
  lacking(range: PartitionedRange): number[] {
    const has = this.#ranges.get(nameOf(range))?.has;
    return range.indexes.filter((index) => has?.has(index) !== true);
  }
}

function isWhole({ has, count }: { has: ReadonlySet<number>; count: number }): boolean {
  return has.size === count;
}

function toByteRange({ offset, endOffset }: Pick<PartitionedRange, 'offset' | 'endOffset'>): ByteRange {
  return { start: offset, end: endOffset };
}

function nameOf({ offset, endOffset, count }: PartitionedRange): string {
  return JSON.stringify([offset, endOffset, count]);
}
