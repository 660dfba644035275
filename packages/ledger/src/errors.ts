import type { ObjectVersion } from '@headwaters/pipeline-contract';

/** Why a ledger can't be read. The `code` is stable; the message says what to do and never carries payload. */
export abstract class LedgerError extends Error {
  abstract readonly code: string;
}

/** A text does not name an object in S3. */
export class SourceUriError extends LedgerError {
  override readonly name = 'SourceUriError';
  readonly code = 'HEADWATERS_SOURCE_URI_INVALID';

  constructor(uri: string) {
    super(`"${uri}" names no object; write s3://bucket/key or s3://bucket/key?versionId=...`);
  }
}

/** The object is not there, so its latest version is not known. */
export class SourceMissingError extends LedgerError {
  override readonly name = 'SourceMissingError';
  readonly code = 'HEADWATERS_SOURCE_MISSING';

  constructor({ bucket, key }: ObjectVersion, options: ErrorOptions) {
    super(
      `s3://${bucket}/${key} is not there. If it was deleted, add ?versionId=... of the version to trace: ` +
        'the ledger still has it.',
      options,
    );
  }
}

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
