import type { BlockSource } from '@headwaters/record-codec';
import { sourceUri } from '../object/source-uri.js';
import { ProducerError } from './producer-error.js';

/** Why one upload was not published. */
export interface UploadFailure {
  /** Missing if the event does not even say which object it is about. */
  readonly source?: BlockSource;
  readonly error: Error;
}

/** Some uploads of one event failed; the others were published. The message names each that failed, and why. */
export class UploadsFailedError extends ProducerError {
  override readonly name = 'UploadsFailedError';
  readonly code = 'HEADWATERS_UPLOADS_FAILED';

  constructor(
    readonly failures: readonly UploadFailure[],
    uploadCount: number,
  ) {
    const causes = failures.map(
      ({ source, error }) => `${source ? `${sourceUri(source)}: ` : ''}${error.message}`,
    );
    super(`${failures.length} of ${uploadCount} uploads failed: ${causes.join(' | ')}`, {
      cause: failures[0]?.error,
    });
  }
}
