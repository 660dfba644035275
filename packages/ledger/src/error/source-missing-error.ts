import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { LedgerError } from './ledger-error.js';

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
