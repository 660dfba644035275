import { isRecordCodecError } from '@headwaters/record-codec';
import { SinkRefusalError } from './sink-refusal-error.js';
import { StreamEventError } from './stream-event-error.js';

/** Whether a record that failed will fail again, whatever happens: it can't be decoded, or the sink says so. */
export function isPermanent(error: unknown): error is Error {
  if (error instanceof SinkRefusalError || error instanceof StreamEventError) return true;
  // Without zstd it is the function's runtime that is at fault, not the record.
  return isRecordCodecError(error) && error.code !== 'HEADWATERS_ZSTD_UNAVAILABLE';
}
