import { LedgerError } from './ledger-error.js';

/** An object that lies among the receipts is none that this version knows. */
export class ReceiptUnreadableError extends LedgerError {
  override readonly name = 'ReceiptUnreadableError';
  readonly code = 'HEADWATERS_RECEIPT_UNREADABLE';

  constructor(bucket: string, key: string) {
    super(
      `s3://${bucket}/${key} is not a receipt of version 1. ` +
        'If a newer pipeline wrote it, trace with that version; if anything else did, remove it.',
    );
  }
}
