import { type Explanation, type GapReason, explainGaps } from '@headwaters/ledger';
import { subtractRanges, mergeRanges } from '@headwaters/pipeline-contract';
import { type Block, blockRange } from '@headwaters/record-codec';
import type { ByteSpan, ConsumerCoverage, FileGap } from '../../contract/file-coverage.js';
import { gapOf } from './file-ledger.js';

type Placed = Pick<Block, 'offset' | 'rawLength' | 'isLast' | 'part'>;

const notYet: GapReason = { state: 'missing', at: undefined, why: 'not acknowledged yet' };

/** Coverage of one file by one consumer, from what its mapping acknowledged and dead-lettered, and what it quarantined. */
export class ConsumerShare {
  #covered: readonly ByteSpan[] = [];
  readonly #lost: Explanation[] = [];
  /** Parts received of each partitioned range that is not complete yet, by range offset. */
  readonly #parts = new Map<number, Set<number>>();
  #sawLast = false;
  #completeAfterMillis: number | undefined;

  /**
   * @param size - Size of the file so far known, in bytes.
   * @param afterMillis - Time since the upload, in milliseconds.
   */
  accept(block: Placed, size: number, afterMillis: number): void {
    if (!this.#hasAllParts(block)) return;
    this.#covered = mergeRanges([...this.#covered, blockRange(block)]);
    this.#sawLast ||= block.isLast;
    if (this.#isComplete(size)) this.#completeAfterMillis ??= afterMillis;
  }

  /** Notes a block that was dead-lettered or quarantined. */
  lose(block: Placed, reason: GapReason): void {
    this.#lost.unshift({ ranges: [blockRange(block)], reason });
  }

  /** Completes an empty file, which has no blocks. */
  acceptNothing(): void {
    this.#sawLast = true;
    this.#completeAfterMillis = 0;
  }

  coverage(size: number): Omit<ConsumerCoverage, 'name'> {
    const absent = subtractRanges([{ start: 0, end: size }], this.#covered);
    const gaps = explainGaps(absent, this.#lost, notYet).map(gapOf);
    return {
      basis: 'acknowledgements',
      state: this.#state(size, gaps),
      covered: this.#covered,
      gaps,
      ...(this.#completeAfterMillis !== undefined && { completeAfterMillis: this.#completeAfterMillis }),
    };
  }

  #state(size: number, gaps: readonly FileGap[]): ConsumerCoverage['state'] {
    if (this.#isComplete(size)) return 'complete';
    for (const lost of ['quarantined', 'dead-lettered'] as const)
      if (gaps.some(({ state }) => state === lost)) return lost;
    return this.#covered.length === 0 ? 'waiting' : 'flowing';
  }

  /** A framed block is complete once all its parts have been received. */
  #hasAllParts({ part }: Placed): boolean {
    if (part === undefined) return true;
    const came = this.#parts.get(part.rangeOffset) ?? new Set<number>();
    this.#parts.set(part.rangeOffset, came.add(part.index));
    return came.size === part.count;
  }

  #isComplete(size: number): boolean {
    return this.#sawLast && subtractRanges([{ start: 0, end: size }], this.#covered).length === 0;
  }
}
