import type { NotificationError } from '../error/notification-error.js';
import { readNotification } from '../notification/read-notification.js';
import { startOfObject } from '../publication/position.js';
import { isContinuation, readContinuation } from './continuation.js';
import type { Task } from './task.js';

/** What one event asks for. */
export interface Work {
  readonly tasks: readonly Task[];
  /** One error for each record that asks for nothing that the producer can do. */
  readonly invalid: readonly NotificationError[];
}

/**
 * Reads an event of either kind: new uploads, or the rest of one that an earlier invocation had no time for.
 *
 * @throws {@link NotificationError} if it is neither.
 */
export function readWork(event: unknown): Work {
  if (isContinuation(event)) return { tasks: [readContinuation(event)], invalid: [] };
  const { uploads, invalid } = readNotification(event);
  return { tasks: uploads.map((upload) => ({ upload, start: startOfObject })), invalid };
}
