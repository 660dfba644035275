import type { Logger } from '@aws-lambda-powertools/logger';
import type { BlockSource } from '@headwaters/record-codec';
import type { Position } from '../event/task.js';
import type { Ledger } from './ledger.js';

/**
 * Cells between two receipts: with cells of 768 KiB some 40 receipts a GB, and what a crash makes the producer send again
 * is 25 MB and what was under way.
 */
const cellsBetweenReceipts = 32;

/** What {@link ProgressReceipts} are written with. */
export interface ProgressReceiptsOptions {
  readonly source: BlockSource;
  /** Where publishing begins. */
  readonly start: Position;
  /** Without one nothing is written. */
  readonly ledger: Ledger | undefined;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Writes down how far an object is on the stream: now and then, so that a retry need not begin anew, and at the end. */
export class ProgressReceipts {
  readonly #options: ProgressReceiptsOptions;
  /** Up to where receipts were written. */
  #written: Position;
  #triedAtCell: number;

  constructor(options: ProgressReceiptsOptions) {
    this.#options = options;
    this.#written = options.start;
    this.#triedAtCell = options.start.cell;
  }

  /** Takes note that all before a position is stored. If it can't be written down, the next receipt will say it too. */
  async note(position: Position): Promise<void> {
    if (position.cell - this.#triedAtCell < cellsBetweenReceipts) return;
    this.#triedAtCell = position.cell;
    try {
      await this.#write(position, false);
    } catch (error) {
      const { source, logger } = this.#options;
      logger.warn('Progress not written down; a retry would send more again', {
        ...source,
        error: error as Error,
      });
    }
  }

  /**
   * Writes down what is not yet, up to where publishing ended.
   *
   * @param isLast - Whether the object ends there.
   * @throws what the ledger throws.
   */
  async finish(end: Position, isLast: boolean): Promise<void> {
    if (isLast || end.offset > this.#written.offset) await this.#write(end, isLast);
  }

  async #write(end: Position, isLast: boolean): Promise<void> {
    const { source, ledger } = this.#options;
    const { offset, lineNumber } = this.#written;
    const range = { offset, endOffset: end.offset, lineNumber, recordCount: end.lineNumber - lineNumber };
    await ledger?.({ source, outcome: 'published', ...range, isLast });
    this.#written = end;
  }
}
