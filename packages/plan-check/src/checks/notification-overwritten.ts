import type { Check, Spot } from '../check.js';
import { textOf } from '../terraform/attributes.js';
import type { TerraformStack } from '../terraform/terraform-stack.js';

const bucketOf = (stack: TerraformStack, value: string | undefined) =>
  stack.resolve('aws_s3_bucket', value)?.address ?? value;

/** Two resources of this stack for one bucket. */
function overwritten(stack: TerraformStack): Spot[] {
  const notifications = stack.ofType('aws_s3_bucket_notification');
  return notifications.flatMap(({ address, attributes }, index) => {
    const bucket = bucketOf(stack, textOf(attributes, 'bucket'));
    const first = notifications
      .slice(0, index)
      .find((other) => bucketOf(stack, textOf(other.attributes, 'bucket')) === bucket);
    if (bucket === undefined || first === undefined) return [];
    return [{ address, what: `${first.address} configures the same bucket.` }];
  });
}

/** A bucket that is made elsewhere may have been given notifications there, which nothing here can see. */
function onBucketsMadeElsewhere(stack: TerraformStack): Spot[] {
  return stack.ofType('aws_s3_bucket_notification').flatMap(({ address, attributes }) => {
    const bucket = textOf(attributes, 'bucket');
    const isNamed = bucket !== undefined && /^[a-z0-9.-]+$|^\$\{data\.aws_s3_bucket\./.test(bucket);
    if (!isNamed || stack.resolve('aws_s3_bucket', bucket) !== undefined) return [];
    return [
      {
        address,
        severity: 'warning',
        what: `The bucket ${bucket} is not made by this stack: what notifications it has are replaced by these.`,
        fix: 'Look with `aws s3api get-bucket-notification-configuration`. If it has any, let EventBridge carry both, or put all of them here.',
      },
    ];
  });
}

export const notificationOverwritten: Check = {
  id: 'notification-overwritten',
  severity: 'error',
  why: 'A bucket has one notification configuration: of two resources the one applied last replaces the other, silently.',
  fix: 'Put all notifications of a bucket into one aws_s3_bucket_notification.',
  find: (stack) => [...overwritten(stack), ...onBucketsMadeElsewhere(stack)],
};
