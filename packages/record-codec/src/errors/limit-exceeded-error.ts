import { RecordCodecError } from './record-codec-error.js';

/** Something is larger than a limit allows. Checked before the memory for it is allocated. */
export class LimitExceededError extends RecordCodecError {
  override readonly name = 'LimitExceededError';
  readonly code = 'HEADWATERS_LIMIT_EXCEEDED';
  /** What was measured, e.g. `metadata of a block`. */
  readonly subject: string;
  /** Its size, in bytes. */
  readonly actualBytes: number;
  /** The most it may have, in bytes. */
  readonly limitBytes: number;

  constructor(found: { subject: string; actualBytes: number; limitBytes: number }, advice: string) {
    const { subject, actualBytes, limitBytes } = found;
    super(`The ${subject} has ${actualBytes} bytes; at most ${limitBytes} are allowed. ${advice}`);
    this.subject = subject;
    this.actualBytes = actualBytes;
    this.limitBytes = limitBytes;
  }
}
