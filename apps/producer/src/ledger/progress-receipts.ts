import type { Logger } from '@aws-lambda-powertools/logger';
import type { LedgerEntry } from '@headwaters/pipeline-contract';
import type { BlockSource } from '@headwaters/record-codec';
import type { Position } from '../event/task.js';
import type { Ledger } from './ledger.js';

/**
 * Cells between two receipts. With cells of 768 KiB: about 40 receipts per GB, and after a crash the producer resends at
 * most 25 MB and what was in flight.
 */
const cellsBetweenReceipts = 32;

export interface ProgressReceiptsOptions {
  readonly source: BlockSource;
  /** Where publishing starts. */
  readonly start: Position;
  /** How the object is sent. */
  readonly wire: LedgerEntry['wire'];
  /** Without a ledger, nothing is written. */
  readonly ledger: Ledger | undefined;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Writes receipts of how far an object is published: every 32 cells, so that a retry can resume, and at the end. */
export class ProgressReceipts {
  readonly #options: ProgressReceiptsOptions;
  /** End of the last receipt that was written. */
  #written: Position;
  /** Cell of the last receipt that was attempted. */
  #attemptedCell: number;

  constructor(options: ProgressReceiptsOptions) {
    this.#options = options;
    this.#written = options.start;
    this.#attemptedCell = options.start.cell;
  }

  /** Reports that everything before a position is stored. If a write fails, the next receipt covers its range too. */
  async advance(position: Position): Promise<void> {
    if (position.cell - this.#attemptedCell < cellsBetweenReceipts) return;
    this.#attemptedCell = position.cell;
    try {
      await this.#write(position, false);
    } catch (error) {
      const { source, logger } = this.#options;
      logger.warn('Progress receipt not written; a retry would resend more', {
        ...source,
        error: error as Error,
      });
    }
  }

  /**
   * Writes the last receipt, up to where publishing ended.
   *
   * @param isLast - Whether the object ends there.
   * @throws the errors of the ledger.
   */
  async finish(end: Position, isLast: boolean): Promise<void> {
    if (isLast || end.offset > this.#written.offset) await this.#write(end, isLast);
  }

  async #write(end: Position, isLast: boolean): Promise<void> {
    const { source, wire, ledger } = this.#options;
    const { offset, lineNumber } = this.#written;
    await ledger?.({
      source,
      outcome: 'published',
      offset,
      endOffset: end.offset,
      lineNumber,
      recordCount: end.lineNumber - lineNumber,
      isLast,
      wire,
    });
    this.#written = end;
  }
}
