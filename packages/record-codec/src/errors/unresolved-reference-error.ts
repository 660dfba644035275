import { RecordCodecError } from './record-codec-error.js';

/** A record was too large to travel and its bytes were asked for. Read its range with `resolveReference`. */
export class UnresolvedReferenceError extends RecordCodecError {
  override readonly name = 'UnresolvedReferenceError';
  readonly code = 'HEADWATERS_REFERENCE_UNRESOLVED';

  constructor(id: string) {
    super(
      `The record ${id} was too large to travel. Pass its \`reference\` to resolveReference to read it from its source.`,
    );
  }
}
