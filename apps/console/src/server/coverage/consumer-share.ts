import { type Explanation, type GapReason, explainGaps } from '@headwaters/ledger';
import { subtractRanges, mergeRanges } from '@headwaters/pipeline-contract';
import type { Block } from '@headwaters/record-codec';
import type { ByteSpan, ConsumerCoverage } from '../../contract/file-coverage.js';
import { gapOf } from './file-ledger.js';
import { spanOf } from './stream-block.js';

type Placed = Pick<Block, 'offset' | 'rawLength' | 'isLast' | 'part'>;

const notYet: GapReason = { state: 'missing', at: undefined, why: 'not acknowledged yet' };

/** What one consumer has of one file, by what its mapping acknowledged and gave up. */
export class ConsumerShare {
  #covered: readonly ByteSpan[] = [];
  readonly #givenUp: Explanation[] = [];
  /** Of each divided range that is not whole yet, by its offset, the parts that came. */
  readonly #parts = new Map<number, Set<number>>();
  #sawLast = false;
  #completeAfterMillis: number | undefined;

  /**
   * @param size - Of the file, as far as it is known.
   * @param afterMillis - Time since the upload.
   */
  accept(block: Placed, size: number, afterMillis: number): void {
    if (!this.#hasAllParts(block)) return;
    this.#covered = mergeRanges([...this.#covered, spanOf(block)]);
    this.#sawLast ||= block.isLast;
    if (this.#isComplete(size)) this.#completeAfterMillis ??= afterMillis;
  }

  /** @param at - In ISO 8601. */
  giveUp(block: Placed, at: string, why: string): void {
    this.#givenUp.unshift({ ranges: [spanOf(block)], reason: { state: 'dead-lettered', at, why } });
  }

  /** The file is empty: there is nothing to wait for. */
  acceptNothing(): void {
    this.#sawLast = true;
    this.#completeAfterMillis = 0;
  }

  coverage(size: number): Omit<ConsumerCoverage, 'name'> {
    const absent = subtractRanges([{ start: 0, end: size }], this.#covered);
    const gaps = explainGaps(absent, this.#givenUp, notYet).map(gapOf);
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

  /** A block whose records were divided by their keys is there when each of its parts is. */
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
