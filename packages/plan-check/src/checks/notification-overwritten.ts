import type { Check } from '../check.js';
import { textOf } from '../terraform/attributes.js';

export const notificationOverwritten: Check = {
  id: 'notification-overwritten',
  severity: 'error',
  why: 'A bucket has one notification configuration: of two resources the one applied last replaces the other, silently.',
  fix: 'Put all notifications of a bucket into one aws_s3_bucket_notification.',
  find: (stack) => {
    const notifications = stack.ofType('aws_s3_bucket_notification');
    const bucketOf = (value: string | undefined) => stack.resolve('aws_s3_bucket', value)?.address ?? value;
    return notifications.flatMap(({ address, attributes }, index) => {
      const bucket = bucketOf(textOf(attributes, 'bucket'));
      const first = notifications
        .slice(0, index)
        .find((other) => bucketOf(textOf(other.attributes, 'bucket')) === bucket);
      if (bucket === undefined || first === undefined) return [];
      return [{ address, what: `${first.address} configures the same bucket.` }];
    });
  },
};
