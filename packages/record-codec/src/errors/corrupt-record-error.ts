import { RecordCodecError } from './record-codec-error.js';

/** A record is ours but damaged: a checksum or a declared size differs. Quarantine it; to retry changes nothing. */
export class CorruptRecordError extends RecordCodecError {
  override readonly name = 'CorruptRecordError';
  readonly code = 'HEADWATERS_RECORD_CORRUPT';
}
