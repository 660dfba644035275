import { ConsumerError } from './consumer-error.js';

/** An event, or one record of it, is not what Lambda reads off a Kinesis stream. Never retry: it will not get better. */
export class StreamEventError extends ConsumerError {
  override readonly name = 'StreamEventError';
  readonly code = 'HEADWATERS_STREAM_EVENT_INVALID';
}
