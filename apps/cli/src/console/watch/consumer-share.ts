import type { ByteSpan, ConsumerCoverage } from '@headwaters/console-contract';
import { subtractRanges, uniteRanges } from '@headwaters/ledger';
import type { Block } from '@headwaters/record-codec';

type Placed = Pick<Block, 'offset' | 'rawLength' | 'recordCount' | 'isLast'>;

/** What one consumer has of one file. */
export class ConsumerShare {
  #covered: readonly ByteSpan[] = [];
  #givenUp: readonly ByteSpan[] = [];
  #records = 0;
  #sawLast = false;
  #completeAfterMillis: number | undefined;

  /**
   * @param size - Of the file, as far as it is known.
   * @param afterMillis - Time since the upload.
   */
  accept(block: Placed, size: number, afterMillis: number): void {
    const span = spanOf(block);
    if (subtractRanges([span], this.#covered).length > 0) this.#records += block.recordCount;
    this.#covered = uniteRanges([...this.#covered, span]);
    this.#sawLast ||= block.isLast;
    if (this.#isComplete(size)) this.#completeAfterMillis ??= afterMillis;
  }

  giveUp(block: Placed): void {
    this.#givenUp = uniteRanges([...this.#givenUp, spanOf(block)]);
  }

  /** The file is empty: there is nothing to wait for. */
  acceptNothing(): void {
    this.#sawLast = true;
    this.#completeAfterMillis = 0;
  }

  coverage(size: number): Omit<ConsumerCoverage, 'name'> {
    const deadLettered = subtractRanges(this.#givenUp, this.#covered);
    return {
      state: this.#state(size, deadLettered.length > 0),
      records: this.#records,
      covered: this.#covered,
      deadLettered,
      ...(this.#completeAfterMillis !== undefined && { completeAfterMillis: this.#completeAfterMillis }),
    };
  }

  #state(size: number, hasDeadLetters: boolean): ConsumerCoverage['state'] {
    if (this.#isComplete(size)) return 'complete';
    if (hasDeadLetters) return 'dead-lettered';
    return this.#covered.length === 0 ? 'waiting' : 'flowing';
  }

  #isComplete(size: number): boolean {
    return this.#sawLast && subtractRanges([{ start: 0, end: size }], this.#covered).length === 0;
  }
}

function spanOf({ offset, rawLength }: Placed): ByteSpan {
  return { start: offset, end: offset + rawLength };
}
