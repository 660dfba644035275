import { ProducerError } from './producer-error.js';

/** Kinesis refuses to take records from this function: wrong stream, no permission, key disabled. Retrying can't help. */
export class StreamRefusalError extends ProducerError {
  override readonly name = 'StreamRefusalError';
  readonly code = 'HEADWATERS_STREAM_REFUSED';

  constructor(cause: Error) {
    super(
      `Kinesis refuses PutRecords with ${cause.name}; check STREAM_NAME, kinesis:PutRecords and the key's policy`,
      { cause },
    );
  }
}
