import type { ByteRange, ObjectVersion } from '@headwaters/pipeline-contract';

/** Base class of the errors of this package. The `code` is stable. Messages never contain payload. */
export abstract class LedgerError extends Error {
  abstract readonly code: string;
}

/** A string is not an S3 object URI. */
export class SourceUriError extends LedgerError {
  override readonly name = 'SourceUriError';
  readonly code = 'HEADWATERS_SOURCE_URI_INVALID';

  constructor(uri: string) {
    super(`"${uri}" is not an object URI. Use s3://bucket/key or s3://bucket/key?versionId=...`);
  }
}

/** The object does not exist, so its latest version is unknown. */
export class SourceMissingError extends LedgerError {
  override readonly name = 'SourceMissingError';
  readonly code = 'HEADWATERS_SOURCE_MISSING';

  constructor({ bucket, key }: ObjectVersion, options: ErrorOptions) {
    super(
      `s3://${bucket}/${key} does not exist. To trace a deleted version, add ?versionId=...: ` +
        'the ledger keeps its receipts.',
      options,
    );
  }
}

/** An object under the prefix of the receipts is not a receipt of a known version. */
export class ReceiptUnreadableError extends LedgerError {
  override readonly name = 'ReceiptUnreadableError';
  readonly code = 'HEADWATERS_RECEIPT_UNREADABLE';

  constructor(bucket: string, key: string) {
    super(
      `s3://${bucket}/${key} is not a receipt of version 1. ` +
        'If a newer release wrote it, trace with that release. Otherwise, remove the object.',
    );
  }
}

/** The parts of a partitioned range do not add up to the range: they differ in object or partition settings. */
export class PartsMismatchError extends LedgerError {
  override readonly name = 'PartsMismatchError';
  readonly code = 'HEADWATERS_PARTS_MISMATCH';

  constructor(offset: number, reason: string) {
    super(
      `The parts of the range at byte ${offset} do not add up: ${reason}. ` +
        'They come from different objects or were partitioned with different settings.',
    );
  }
}

/** The archive of an object lacks bytes before some that it has. */
export class ArchiveGapError extends LedgerError {
  override readonly name = 'ArchiveGapError';
  readonly code = 'HEADWATERS_ARCHIVE_GAP';

  /** @param range - The bytes that are missing. */
  constructor({ start, end }: ByteRange, key: string) {
    super(
      `The archive lacks bytes ${start} to ${end - 1}, which come before ${key}. Trace the object: they may be in flight, ` +
        'or in the failures bucket.',
    );
  }
}
