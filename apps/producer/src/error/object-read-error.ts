import { ProducerError } from './producer-error.js';

/** Reading an object broke off again and again, or its checksum differs. It may pass: retry the invocation. */
export class ObjectReadError extends ProducerError {
  override readonly name = 'ObjectReadError';
  readonly code = 'HEADWATERS_OBJECT_READ_FAILED';

  constructor(offset: number, options: ErrorOptions) {
    super(`Reading the object failed at byte ${offset} and can't go on`, options);
  }
}
