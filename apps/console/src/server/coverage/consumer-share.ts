import { type Explanation, type GapReason, explainGaps } from '@headwaters/ledger';
import { subtractRanges, mergeRanges } from '@headwaters/pipeline-contract';
import { type Block, blockRange } from '@headwaters/record-codec';
import type { ByteSpan, ConsumerCoverage } from '../../contract/file-coverage.js';
import { gapOf } from './file-ledger.js';

type Placed = Pick<Block, 'offset' | 'rawLength' | 'isLast' | 'part'>;

const notYet: GapReason = { state: 'missing', at: undefined, why: 'not acknowledged yet' };

/** Coverage of one file by one consumer, from what its mapping acknowledged and dead-lettered. */
export class ConsumerShare {
  #covered: readonly ByteSpan[] = [];
  readonly #deadLettered: Explanation[] = [];
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

  /** @param at - Time of the dead letter, in ISO 8601. */
  deadLetter(block: Placed, at: string, why: string): void {
    this.#deadLettered.unshift({ ranges: [blockRange(block)], reason: { state: 'dead-lettered', at, why } });
  }

  /** Completes an empty file, which has no blocks. */
  acceptNothing(): void {
    this.#sawLast = true;
    this.#completeAfterMillis = 0;
  }

  coverage(size: number): Omit<ConsumerCoverage, 'name'> {
    const absent = subtractRanges([{ start: 0, end: size }], this.#covered);
    const gaps = explainGaps(absent, this.#deadLettered, notYet).map(gapOf);
    return {
      basis: 'acknowledgements',
      state: this.#state(
        size,
        gaps.some(({ state }) => state === 'dead-lettered'),
      ),
      covered: this.#covered,
      gaps,
      ...(this.#completeAfterMillis !== undefined && { completeAfterMillis: this.#completeAfterMillis }),
    };
  }

  #state(size: number, hasDeadLetters: boolean): ConsumerCoverage['state'] {
    if (this.#isComplete(size)) return 'complete';
    if (hasDeadLetters) return 'dead-lettered';
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
