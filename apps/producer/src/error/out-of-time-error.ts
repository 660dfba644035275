import { ProducerError } from './producer-error.js';

/** The invocation's time ended before all was stored. What was stored stays; a retry makes the same blocks again. */
export class OutOfTimeError extends ProducerError {
  override readonly name = 'OutOfTimeError';
  readonly code = 'HEADWATERS_OUT_OF_TIME';
}
