import { NotificationError } from '../error/notification-error.js';

/**
 * Decodes an object key out of a notification, where it stands form-encoded: `+` is a space, `%2B` a plus.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 *
 * @throws {@link NotificationError} if the key is not form-encoded UTF-8.
 */
export function decodeObjectKey(encodedKey: string): string {
  let key: string | undefined;
  let cause: unknown;
  try {
    key = decodeURIComponent(encodedKey.replaceAll('+', ' '));
  } catch (error) {
    cause = error;
  }
  // A lone surrogate can't be written as UTF-8.
  if (key === undefined || /\p{Surrogate}/u.test(key)) {
    throw new NotificationError('The object key of the notification is not form-encoded UTF-8', { cause });
  }
  return key;
}
