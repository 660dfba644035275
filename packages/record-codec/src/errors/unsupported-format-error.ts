import { RecordCodecError } from './record-codec-error.js';

/** A record is sound but newer than this package. Upgrade `@headwaters/record-codec`, then read it again. */
export class UnsupportedFormatError extends RecordCodecError {
  override readonly name = 'UnsupportedFormatError';
  readonly code = 'HEADWATERS_FORMAT_UNSUPPORTED';

  constructor(what: string) {
    super(
      `The block has ${what}, which this version of @headwaters/record-codec does not know. Upgrade the package.`,
    );
  }
}
