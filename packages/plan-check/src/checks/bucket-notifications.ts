import { anyOf, matchesWildcard, type Answer } from '@headwaters/aws-rules';
import {
  blocksOf,
  isUnknownValue,
  stringOf,
  stringsOf,
  type JsonObject,
  type TerraformResource,
} from '@headwaters/terraform-reader';
import { allows } from '../policy/policy-statement.js';
import { objectKeyPattern, readRoleStatements, unknownPolicies } from '../policy/role-permissions.js';
import { arnOf, toText } from '../stack/arn.js';
import { findMappedFunction, findStream, listStreamMappings } from '../stack/event-sources.js';
import { findInvoked } from '../stack/invoked-function.js';
import type { TerraformStack } from '../stack/terraform-stack.js';
import { isNotChecked, type Check, type Outcome, type Violation } from './check.js';

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
      const outcomes = blocksOf(attributes, 'lambda_function')
        .filter(reportsNewObjects)
        .flatMap((notification) =>
          listTriggeredFunctions(stack, notification).flatMap((triggered) =>
            describeLoop(stack, { address, bucket, notification, ...triggered }),
          ),
        );
      return outcomes.filter((outcome) => !isNotChecked(outcome) || outcome === outcomes.find(isNotChecked));
    }),
};

/** A function that writes an object does not cause the other events. Unknown ones may be of any kind. */
function reportsNewObjects(notification: JsonObject): boolean {
  return stringsOf(notification, 'events').some((event) => /^s3:(ObjectCreated:|\*)|^\$\{/.test(event));
}

interface TriggeredFunction {
  readonly lambda: TerraformResource;
  /** Whether an object surely leads to an invocation. */
  readonly isTriggered: Answer;
}

/** The function that a notification invokes, and the consumers of the streams that this function may write to. */
function listTriggeredFunctions(stack: TerraformStack, notification: JsonObject): TriggeredFunction[] {
  const first = findInvoked(stack, stringOf(notification, 'lambda_function_arn'))?.lambda;
  if (first === undefined) return [];
  const written = readRoleStatements(stack, first)
    .statements.filter(
      (statement) => allows(statement, 'kinesis:PutRecords') || allows(statement, 'kinesis:PutRecord'),
    )
    .flatMap(({ resources }) => resources.map((resource) => toText(stack, resource)));
  const consumers = listStreamMappings(stack).flatMap((mapping) => {
    const lambda = findMappedFunction(stack, mapping);
    const source = sourceText(stack, mapping);
    const isTriggered = anyOf(written.map((pattern) => matchesWildcard(pattern, source)));
    return lambda === undefined || lambda === first || isTriggered === 'no' ? [] : [{ lambda, isTriggered }];
  });
  return [{ lambda: first, isTriggered: 'yes' }, ...consumers];
}

function sourceText(stack: TerraformStack, mapping: TerraformResource): string {
  const stream = findStream(stack, mapping);
  return stream === undefined
    ? toText(stack, stringOf(mapping.attributes, 'event_source_arn') ?? '')
    : arnOf(stack, stream);
}

interface Loop extends TriggeredFunction {
  readonly address: string;
  readonly bucket: TerraformResource;
  readonly notification: JsonObject;
}

function describeLoop(stack: TerraformStack, loop: Loop): Outcome[] {
  const { address, bucket, notification, lambda, isTriggered } = loop;
  const { statements, areComplete } = readRoleStatements(stack, lambda);
  const patterns = statements
    .filter((statement) => allows(statement, 's3:PutObject'))
    .flatMap(({ resources }) => resources)
    .flatMap((resource) => objectKeyPattern(stack, resource, bucket) ?? []);
  const events = stringsOf(notification, 'events');
  const matching = patterns.filter(({ pattern }) => mayMatchFilter(pattern, notification));
  const isKnown = [...events, notification['filter_prefix'], notification['filter_suffix']].every(
    (value) => !isUnknownValue(value),
  );
  if (isKnown && isTriggered === 'yes' && matching.some((each) => each.isKnown)) {
    return [
      { address, what: `${lambda.address} may write objects to ${bucket.address} that trigger it again.` },
    ];
  }
  if (matching.length > 0) {
    return [{ address, notChecked: `which objects ${lambda.address} may write is known only after apply` }];
  }
  return areComplete ? [] : [{ address, notChecked: `of ${lambda.address}, ${unknownPolicies}` }];
}

/** Whether a key that matches the pattern `keys` can match the filter of a notification. */
function mayMatchFilter(keys: string, notification: JsonObject): boolean {
  const prefix = knownText(notification, 'filter_prefix');
  const suffix = knownText(notification, 'filter_suffix');
  const [start = ''] = keys.split('*');
  const end = keys.slice(keys.lastIndexOf('*') + 1);
  const matchesPrefix = start.startsWith(prefix) || prefix.startsWith(start);
  return matchesPrefix && (end.endsWith(suffix) || suffix.endsWith(end));
}

/** An unknown filter may match every key. */
function knownText(attributes: JsonObject, name: string): string {
  const value = stringOf(attributes, name) ?? '';
  return isUnknownValue(value) ? '' : value;
}
