import { matchesEventKind } from '@headwaters/aws-rules';
import { isObject, type JsonObject } from '@headwaters/terraform-reader';
import { compilePattern } from '../filter/filter-pattern.js';
import type { BucketPlan } from './buckets.js';
import type { EventRulePlan } from './event-rules.js';
import type { MessageNotificationPlan, NotificationPlan } from './notifications.js';
import type { QueueMappingPlan } from './queue-mappings.js';

/** What carries the event of an upload from its bucket to a function. */
export type UploadTrigger = 'notification' | 'eventbridge' | 'queue';

/** One way by which uploads of a bucket invoke a function: a rule, and the keys that it lets pass. */
export interface UploadRoute {
  readonly trigger: UploadTrigger;
  /** Terraform address of the rule: a block of the bucket's notifications, or a rule of EventBridge. */
  readonly address: string;
  readonly bucketName: string;
  /** Empty if keys may begin with anything. */
  readonly prefix: string;
  /** Empty if keys may end with anything. */
  readonly suffix: string;
  readonly functionName: string;
  /** The version or alias to invoke; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
}

interface RoutingPlans {
  readonly buckets: readonly BucketPlan[];
  readonly notifications: readonly NotificationPlan[];
  readonly messageNotifications: readonly MessageNotificationPlan[];
  readonly eventRules: readonly EventRulePlan[];
  readonly queueMappings: readonly QueueMappingPlan[];
}

/**
 * Lists the ways by which uploads reach functions, whatever carries them: notifications, rules of EventBridge, and queues.
 * Filters of a queue's mapping are not considered. Of a rule that compares keys otherwise than by a prefix, a suffix or a
 * wildcard between both, prefix and suffix are empty. Single keys beside such rules are left out.
 */
export function listUploads(plans: RoutingPlans): readonly UploadRoute[] {
  return [
    ...plans.notifications.filter(isForUploads).map((rule) => ({
      trigger: 'notification' as const,
      ...keysOf(rule),
      functionName: rule.functionName,
      qualifier: rule.qualifier,
    })),
    ...plans.buckets
      .filter(({ eventBridge }) => eventBridge)
      .flatMap(({ name }) => plans.eventRules.flatMap((rule) => routesOf(rule, name, plans.queueMappings))),
    ...plans.messageNotifications
      .filter(isForUploads)
      .flatMap((rule) => throughQueue(keysOf(rule), rule.destination.arn, plans.queueMappings)),
  ];
}

/** The names of the functions that uploads invoke, without duplicates, in the order of the rules. */
export function listUploadFunctions({
  uploads,
}: {
  readonly uploads: readonly UploadRoute[];
}): readonly string[] {
  return [...new Set(uploads.map(({ functionName }) => functionName))];
}

type RouteKeys = Pick<UploadRoute, 'address' | 'bucketName' | 'prefix' | 'suffix'>;

function keysOf({ address, bucketName, prefix, suffix }: RouteKeys): RouteKeys {
  return { address, bucketName, prefix, suffix };
}

function isForUploads({ events }: { readonly events: readonly string[] }): boolean {
  return events.some((kind) => matchesEventKind(kind, 'ObjectCreated:Put'));
}

/** The functions of the mappings that read a queue. */
function throughQueue(
  keys: RouteKeys,
  arn: string,
  mappings: readonly QueueMappingPlan[],
): readonly UploadRoute[] {
  return mappings
    .filter(({ sourceArn }) => sourceArn === arn)
    .map(({ functionName, qualifier }) => ({ trigger: 'queue' as const, ...keys, functionName, qualifier }));
}

function routesOf(
  { address, pattern, enabled, targets }: EventRulePlan,
  bucketName: string,
  mappings: readonly QueueMappingPlan[],
): readonly UploadRoute[] {
  if (!enabled || pattern === undefined || !mayMatchUpload(pattern, bucketName)) return [];
  return keyPatterns(pattern).flatMap((keys) =>
    targets.flatMap(({ destination: { kind, name, arn, qualifier } }) => {
      const route = { address, bucketName, ...keys };
      if (kind !== 'lambda') return throughQueue(route, arn, mappings);
      return [{ trigger: 'eventbridge' as const, ...route, functionName: name, qualifier }];
    }),
  );
}

/** Whether a pattern matches the upload of some object: rules about the object itself are left out. */
function mayMatchUpload(pattern: JsonObject, bucketName: string): boolean {
  const { object, ...detail } = isObject(pattern['detail']) ? pattern['detail'] : {};
  const test = compilePattern({ ...pattern, ...(object !== undefined && { detail }) }, 'eventbridge');
  return test({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: bucketName }, reason: 'PutObject' },
  });
}

type KeyPattern = Pick<UploadRoute, 'prefix' | 'suffix'>;

const anyKey: KeyPattern = { prefix: '', suffix: '' };

function keyPatterns(pattern: JsonObject): readonly KeyPattern[] {
  const { detail } = pattern;
  const object = isObject(detail) ? detail['object'] : undefined;
  const rules: unknown = isObject(object) ? object['key'] : undefined;
  if (!Array.isArray(rules)) return [anyKey];
  // Beside other rules, a single key is an edge case that they do not match.
  const others = rules.filter((rule) => typeof rule !== 'string');
  return (others.length > 0 ? others : rules).map(keyPattern);
}

function keyPattern(rule: unknown): KeyPattern {
  if (typeof rule === 'string') return { prefix: rule, suffix: '' };
  const { prefix, suffix, wildcard } = isObject(rule) ? rule : {};
  if (typeof prefix === 'string') return { prefix, suffix: '' };
  if (typeof suffix === 'string') return { prefix: '', suffix };
  const [before, after, ...others] = typeof wildcard === 'string' ? wildcard.split('*') : [];
  if (before === undefined || after === undefined || others.length > 0) return anyKey;
  return { prefix: before.replaceAll('\\', ''), suffix: after.replaceAll('\\', '') };
}
