import { ProducerError } from './producer-error.js';

/** An event, or one record of it, is not an S3 object-created notification. Never retry: it will not get better. */
export class NotificationError extends ProducerError {
  override readonly name = 'NotificationError';
  readonly code = 'HEADWATERS_NOTIFICATION_INVALID';
}
