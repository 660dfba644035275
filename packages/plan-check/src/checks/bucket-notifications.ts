import { type JsonObject, type TerraformResource, blocksOf, stringOf } from '@headwaters/terraform-reader';
import { type PolicyStatement, allows } from '../policy/policy-statement.js';
import { keysOf, roleStatements } from '../policy/role-permissions.js';
import { streamMappings } from '../stack/event-sources.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Spot } from './check.js';

const bucketOf = (stack: TerraformStack, value: string | undefined) =>
  stack.resolve('aws_s3_bucket', value)?.address ?? value;

/** Two resources of this stack for one bucket. */
function overwritten(stack: TerraformStack): Spot[] {
  const notifications = stack.ofType('aws_s3_bucket_notification');
  return notifications.flatMap(({ address, attributes }, index) => {
    const bucket = bucketOf(stack, stringOf(attributes, 'bucket'));
    const first = notifications
      .slice(0, index)
      .find((other) => bucketOf(stack, stringOf(other.attributes, 'bucket')) === bucket);
    if (bucket === undefined || first === undefined) return [];
    return [{ address, what: `${first.address} configures the same bucket.` }];
  });
}

/** A bucket that is made elsewhere may have been given notifications there, which nothing here can see. */
function onBucketsMadeElsewhere(stack: TerraformStack): Spot[] {
  return stack.ofType('aws_s3_bucket_notification').flatMap(({ address, attributes }) => {
    const bucket = stringOf(attributes, 'bucket');
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

/** A function that an upload starts, and those that read the streams it may write to. */
function startedBy(stack: TerraformStack, notification: JsonObject): TerraformResource[] {
  const first = stack.resolve('aws_lambda_function', stringOf(notification, 'lambda_function_arn'));
  if (first === undefined) return [];
  const writesStreams = roleStatements(stack, first).some(
    (statement) => allows(statement, 'kinesis:PutRecords') || allows(statement, 'kinesis:PutRecord'),
  );
  const downstream = writesStreams
    ? streamMappings(stack).map(({ attributes }) =>
        stack.resolve('aws_lambda_function', stringOf(attributes, 'function_name')),
      )
    : [];
  return [...new Set([first, ...downstream])].filter((lambda) => lambda !== undefined);
}

/** Whether a key that fits the pattern can also pass the notification's filter. */
function canPass(keys: string, notification: JsonObject): boolean {
  const prefix = stringOf(notification, 'filter_prefix') ?? '';
  const suffix = stringOf(notification, 'filter_suffix') ?? '';
  const [start = ''] = keys.split('*');
  const end = keys.slice(keys.lastIndexOf('*') + 1);
  const startsAlike = start.startsWith(prefix) || prefix.startsWith(start);
  return startsAlike && (end.endsWith(suffix) || suffix.endsWith(end));
}

function loops(statement: PolicyStatement, bucket: TerraformResource, notification: JsonObject): boolean {
  if (!allows(statement, 's3:PutObject')) return false;
  return statement.resources.some((resource) => {
    const keys = keysOf(resource, bucket);
    return keys !== undefined && canPass(keys, notification);
  });
}

export const suffixLoop: Check = {
  id: 'suffix-loop',
  severity: 'error',
  why: 'A function whose output starts it again runs without end, and so does the bill.',
  fix: 'Write to another bucket, or under a prefix or suffix that the notification does not match.',
  find: (stack) =>
    stack.ofType('aws_s3_bucket_notification').flatMap(({ address, attributes }) => {
      const bucket = stack.resolve('aws_s3_bucket', stringOf(attributes, 'bucket'));
      if (bucket === undefined) return [];
      return blocksOf(attributes, 'lambda_function').flatMap((notification) =>
        startedBy(stack, notification)
          .filter((lambda) => roleStatements(stack, lambda).some((s) => loops(s, bucket, notification)))
          .map((lambda) => ({
            address,
            what: `${lambda.address} may write objects to ${bucket.address} that start it again.`,
          })),
      );
    }),
};
