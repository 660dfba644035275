import { RecordCodecError } from './record-codec-error.js';

/** The object to encode is damaged: gzip that is corrupt, cut short or swells too much. Reject the object; never retry. */
export class CorruptInputError extends RecordCodecError {
  override readonly name = 'CorruptInputError';
  readonly code = 'HEADWATERS_INPUT_CORRUPT';
  /** How far the object was read, in (compressed) bytes. */
  readonly offset: number;

  constructor(what: string, offset: number, options?: ErrorOptions) {
    super(`${what}, at byte ${offset} of the object.`, options);
    this.offset = offset;
  }
}
