import { blocksOf, stringOf, type JsonObject, type TerraformResource } from '@headwaters/terraform-reader';
import { allows, type PolicyStatement } from '../policy/policy-statement.js';
import { objectKeyPattern, readRoleStatements } from '../policy/role-permissions.js';
import { findMappedFunction, listStreamMappings } from '../stack/event-sources.js';
import { findInvoked } from '../stack/invoked-function.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import type { Check, Violation } from './check.js';

export const notificationOverwritten: Check = {
  id: 'notification-overwritten',
  severity: 'error',
  why: 'A bucket has one notification configuration. If two resources set it, the one that is applied last silently overwrites the other.',
  fix: 'Put all notifications of a bucket into one aws_s3_bucket_notification.',
  find: (stack) => [...overwrittenNotifications(stack), ...notificationsOnExternalBuckets(stack)],
};

function overwrittenNotifications(stack: TerraformStack): Violation[] {
  const notifications = stack.resourcesOfType('aws_s3_bucket_notification');
  return notifications.flatMap(({ address, attributes }, index) => {
    const bucket = addressOfBucket(stack, stringOf(attributes, 'bucket'));
    const first = notifications
      .slice(0, index)
      .find((other) => addressOfBucket(stack, stringOf(other.attributes, 'bucket')) === bucket);
    if (bucket === undefined || first === undefined) return [];
    return [{ address, what: `${first.address} configures the same bucket.` }];
  });
}

/** The address of a bucket in this stack; otherwise the value itself, which identifies an external bucket. */
function addressOfBucket(stack: TerraformStack, value: string | undefined): string | undefined {
  return stack.findReferenced('aws_s3_bucket', value)?.address ?? value;
}

/** A bucket outside of this stack may already have notifications. */
function notificationsOnExternalBuckets(stack: TerraformStack): Violation[] {
  return stack.resourcesOfType('aws_s3_bucket_notification').flatMap(({ address, attributes }) => {
    const bucket = stringOf(attributes, 'bucket');
    const isNamed = bucket !== undefined && /^[a-z0-9.-]+$|^\$\{data\.aws_s3_bucket\./.test(bucket);
    if (!isNamed || stack.findReferenced('aws_s3_bucket', bucket) !== undefined) return [];
    return [
      {
        address,
        severity: 'warning',
        what: `The bucket ${bucket} is not created by this stack: this resource overwrites notifications that it may have.`,
        fix: 'Check with `aws s3api get-bucket-notification-configuration`. If there are any, send both through EventBridge, or declare all of them here.',
      },
    ];
  });
}

export const suffixLoop: Check = {
  id: 'suffix-loop',
  severity: 'error',
  why: 'A function that is triggered by its own output runs endlessly, at growing cost.',
  fix: 'Write to another bucket, or under a prefix or suffix that the notification does not match.',
  find: (stack) =>
    stack.resourcesOfType('aws_s3_bucket_notification').flatMap(({ address, attributes }) => {
      const bucket = stack.findReferenced('aws_s3_bucket', stringOf(attributes, 'bucket'));
      if (bucket === undefined) return [];
      return blocksOf(attributes, 'lambda_function').flatMap((notification) =>
        listTriggeredFunctions(stack, notification)
          .filter((lambda) =>
            readRoleStatements(stack, lambda).some((statement) =>
              allowsTrigger(statement, bucket, notification),
            ),
          )
          .map((lambda) => ({
            address,
            what: `${lambda.address} may write objects to ${bucket.address} that trigger it again.`,
          })),
      );
    }),
};

/** The function that a notification invokes, and the consumers of the streams that this function may write to. */
function listTriggeredFunctions(stack: TerraformStack, notification: JsonObject): TerraformResource[] {
  const first = findInvoked(stack, stringOf(notification, 'lambda_function_arn'))?.lambda;
  if (first === undefined) return [];
  const writesStreams = readRoleStatements(stack, first).some(
    (statement) => allows(statement, 'kinesis:PutRecords') || allows(statement, 'kinesis:PutRecord'),
  );
  const consumers = writesStreams
    ? listStreamMappings(stack).map((mapping) => findMappedFunction(stack, mapping))
    : [];
  return [...new Set([first, ...consumers])].filter((lambda) => lambda !== undefined);
}

/** Whether a statement allows writing an object that the notification matches. */
function allowsTrigger(
  statement: PolicyStatement,
  bucket: TerraformResource,
  notification: JsonObject,
): boolean {
  if (!allows(statement, 's3:PutObject')) return false;
  return statement.resources.some((resource) => {
    const keys = objectKeyPattern(resource, bucket);
    return keys !== undefined && mayMatchFilter(keys, notification);
  });
}

/** Whether a key that matches the pattern `keys` can match the filter of a notification. */
function mayMatchFilter(keys: string, notification: JsonObject): boolean {
  const prefix = stringOf(notification, 'filter_prefix') ?? '';
  const suffix = stringOf(notification, 'filter_suffix') ?? '';
  const [start = ''] = keys.split('*');
  const end = keys.slice(keys.lastIndexOf('*') + 1);
  const matchesPrefix = start.startsWith(prefix) || prefix.startsWith(start);
  return matchesPrefix && (end.endsWith(suffix) || suffix.endsWith(end));
}
