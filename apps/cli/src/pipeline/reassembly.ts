import { createHash } from 'node:crypto';
import { PartCollector } from '@headwaters/ledger';
import { type ByteRange, subtractRanges } from '@headwaters/pipeline-contract';
import type { Block, BlockPart, CarriedBlock } from '@headwaters/record-codec';

/** One file at one receiver, reassembled by offset from ranges in any order. */
export class Reassembly {
  /** Length of the contiguous prefix of the file, in bytes. */
  bytes = 0;
  /** Records of all received ranges, each counted once. A range in parts counts when all its parts are here. */
  records = 0;
  /** Records of the ranges that were received again. */
  duplicates = 0;

  #size: number | undefined;
  readonly #hash = createHash('sha256');
  readonly #parts = new PartCollector();
  /** Ranges beyond the contiguous prefix, by offset. */
  readonly #outOfOrder = new Map<number, { content: Uint8Array; end: number }>();

  /**
   * Adds a range that is not divided into parts.
   *
   * @param content - The bytes of the range, with line terminators.
   */
  add(range: Pick<Block, 'offset' | 'rawLength' | 'recordCount' | 'isLast'>, content: Uint8Array): void {
    if (range.offset < this.bytes || this.#outOfOrder.has(range.offset)) {
      this.duplicates += range.recordCount;
      return;
    }
    const end = range.offset + range.rawLength;
    this.records += range.recordCount;
    if (range.isLast) this.#size = end;
    this.#outOfOrder.set(range.offset, { content, end });
    this.#extendPrefix();
  }

  /** Adds one part of a range that the producer divided by partition key. */
  addPart(carried: CarriedBlock, part: BlockPart): void {
    const outcome = this.#parts.add(carried, part);
    if (outcome === 'duplicate') this.duplicates += carried.recordCount;
    else if (outcome !== 'incomplete') this.add(outcome, outcome.bytes);
  }

  /** Whether every byte up to the end of the last block is here. Never for wire `plain`, which does not state the end. */
  get isComplete(): boolean {
    return this.bytes === this.#size;
  }

  /** Returns the SHA-256 of the contiguous prefix, in hex. */
  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Returns the ranges that are missing of a file of `size` bytes. */
  missing(size: number): ByteRange[] {
    const outOfOrder = [...this.#outOfOrder].map(([start, { end }]) => ({ start, end }));
    return subtractRanges([{ start: 0, end: size }], [{ start: 0, end: this.bytes }, ...outOfOrder]);
  }

  #extendPrefix(): void {
    for (let next = this.#outOfOrder.get(this.bytes); next; next = this.#outOfOrder.get(this.bytes)) {
      this.#outOfOrder.delete(this.bytes);
      this.#hash.update(next.content);
      this.bytes = next.end;
    }
  }
}
