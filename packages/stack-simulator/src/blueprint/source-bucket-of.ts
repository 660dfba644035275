import type { Blueprint } from './blueprint.js';

/**
 * The bucket whose uploads start a stack's flow: that of its first notification.
 *
 * @throws Error if the stack has no notification.
 */
export function sourceBucketOf({ notifications, stackName }: Blueprint): string {
  const [notification] = notifications;
  if (!notification)
    throw new Error(`${stackName} has no bucket notification: an upload would start nothing.`);
  return notification.bucketName;
}
