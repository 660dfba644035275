import { LedgerError } from './ledger-error.js';

/** The parts of a divided range do not make it up: they were made of another object, or by other settings. */
export class PartsMismatchError extends LedgerError {
  override readonly name = 'PartsMismatchError';
  readonly code = 'HEADWATERS_PARTS_MISMATCH';

  constructor(offset: number, found: string) {
    super(
      `The parts of the range at byte ${offset} do not make it up: ${found}. ` +
        'They are of another object, or were divided by other settings.',
    );
  }
}
