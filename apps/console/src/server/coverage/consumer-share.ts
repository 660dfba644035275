import { type Explanation, type GapReason, explainGaps } from '@headwaters/ledger';
import { subtractRanges, mergeRanges } from '@headwaters/pipeline-contract';
import { type CarriedBlock, blockRange } from '@headwaters/record-codec';
import type { ByteSpan, ConsumerCoverage, FileGap } from '../../contract/file-coverage.js';
import { gapOf } from './file-ledger.js';

type Placed = Pick<CarriedBlock, 'offset' | 'rawLength' | 'isLast' | 'part'>;

const notYet: GapReason = { state: 'missing', at: undefined, why: 'not acknowledged yet' };

/** Coverage of one file by one consumer, from what its mapping acknowledged and dead-lettered, and what it quarantined. */
export class ConsumerShare {
  #covered: readonly ByteSpan[] = [];
  readonly #lost: Explanation[] = [];
  /** Parts received of each partitioned range that is not complete yet, by range offset. */
  readonly #parts = new Map<number, Set<number>>();
  #sawLast = false;
  /** Time from the upload to the last new byte, in milliseconds. */
  #extendedAfterMillis = 0;

  /** @param afterMillis - Time since the upload, in milliseconds. */
  accept(block: Placed, afterMillis: number): void {
    if (!this.#hasAllParts(block)) return;
    if (subtractRanges([blockRange(block)], this.#covered).length > 0)
      this.#extendedAfterMillis = afterMillis;
    this.#covered = mergeRanges([...this.#covered, blockRange(block)]);
    this.#sawLast ||= block.isLast;
  }

  /** Notes a block that was dead-lettered or quarantined. */
  lose(block: Placed, reason: GapReason): void {
    this.#lost.unshift({ ranges: [blockRange(block)], reason });
  }

  /** Completes an empty file, which has no blocks. */
  acceptNothing(): void {
    this.#sawLast = true;
  }

  /**
   * @param size - Size of the file as far as it is known, in bytes.
   * @param isEnd - Whether the file is known to end there. A block says so itself, a plain record does not. Default: false.
   */
  coverage(size: number, isEnd = false): Omit<ConsumerCoverage, 'name'> {
    const absent = subtractRanges([{ start: 0, end: size }], this.#covered);
    const gaps = explainGaps(absent, this.#lost, notYet).map(gapOf);
    const isComplete = (isEnd || this.#sawLast) && absent.length === 0;
    return {
      basis: 'acknowledgements',
      state: isComplete ? 'complete' : this.#stateOf(gaps),
      covered: this.#covered,
      gaps,
      ...(isComplete && { completeAfterMillis: this.#extendedAfterMillis }),
    };
  }

  #stateOf(gaps: readonly FileGap[]): ConsumerCoverage['state'] {
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
}
