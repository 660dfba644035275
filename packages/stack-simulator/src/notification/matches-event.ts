import type { NotificationPlan } from '../blueprint/notification-plan.js';

/**
 * Whether a rule is for an event: `s3:ObjectCreated:*` takes every kind of creation, prefix and suffix are compared as they
 * are, in upper and lower case.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html (read 2026-11-23).
 */
export function matchesEvent(
  rule: Pick<NotificationPlan, 'bucketName' | 'events' | 'prefix' | 'suffix'>,
  event: { readonly eventName: string; readonly bucket: string; readonly key: string },
): boolean {
  const isNamed = (pattern: string): boolean => {
    const name = pattern.replace(/^s3:/, '');
    return name.endsWith(':*') ? event.eventName.startsWith(name.slice(0, -1)) : event.eventName === name;
  };
  return (
    rule.bucketName === event.bucket &&
    rule.events.some(isNamed) &&
    event.key.startsWith(rule.prefix) &&
    event.key.endsWith(rule.suffix)
  );
}
