import type { ByteRange, PartitionedRange } from '@headwaters/pipeline-contract';

/** The parts of partitioned ranges that one consumer has accepted, from any number of receipts. */
export class PartSet {
  readonly #ranges = new Map<string, AcceptedParts>();

  constructor(ranges: Iterable<PartitionedRange>) {
    for (const range of ranges) {
      const { offset, endOffset, count } = range;
      const id = idOfRange(range);
      const known = this.#ranges.get(id) ?? { offset, endOffset, count, accepted: new Set() };
      this.#ranges.set(id, known);
      for (const index of range.indexes) known.accepted.add(index);
    }
  }

  /** The ranges with all parts. Ranges with the same bytes but different part counts are separate. */
  completeRanges(): ByteRange[] {
    return [...this.#ranges.values()].filter(isComplete).map(toByteRange);
  }

  /** The ranges with some parts but not all. */
  incompleteRanges(): (ByteRange & { readonly count: number; readonly partCount: number })[] {
    return [...this.#ranges.values()]
      .filter((range) => !isComplete(range))
      .map((range) => ({ ...toByteRange(range), count: range.count, partCount: range.accepted.size }));
  }

  /** Returns the indexes of a range's parts that are not in this set. */
  missingIndexes(range: PartitionedRange): number[] {
    const accepted = this.#ranges.get(idOfRange(range))?.accepted;
    return range.indexes.filter((index) => accepted?.has(index) !== true);
  }
}

interface AcceptedParts {
  readonly offset: number;
  readonly endOffset: number;
  readonly count: number;
  readonly accepted: Set<number>;
}

function idOfRange({ offset, endOffset, count }: PartitionedRange): string {
  return JSON.stringify([offset, endOffset, count]);
}

function isComplete({ accepted, count }: AcceptedParts): boolean {
  return accepted.size === count;
}

function toByteRange({ offset, endOffset }: AcceptedParts): ByteRange {
  return { start: offset, end: endOffset };
}
