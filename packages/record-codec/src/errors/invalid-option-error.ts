import { RecordCodecError } from './record-codec-error.js';

/** A caller passed an option that makes no sense. A mistake in the program, not in the data. */
export class InvalidOptionError extends RecordCodecError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'HEADWATERS_OPTION_INVALID';
}
