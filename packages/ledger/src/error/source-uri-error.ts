import { LedgerError } from './ledger-error.js';

/** A text does not name an object in S3. */
export class SourceUriError extends LedgerError {
  override readonly name = 'SourceUriError';
  readonly code = 'HEADWATERS_SOURCE_URI_INVALID';

  constructor(uri: string) {
    super(`"${uri}" names no object; write s3://bucket/key or s3://bucket/key?versionId=...`);
  }
}
