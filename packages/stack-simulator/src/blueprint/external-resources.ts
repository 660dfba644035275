import { kinesisLimits } from '@headwaters/pipeline-contract';
import type { BucketPlan } from './buckets.js';
import type { DestinationPlan } from './destinations.js';
import type { EventRulePlan } from './event-rules.js';
import type { MappingPlan } from './mappings.js';
import type { MessageNotificationPlan, NotificationPlan } from './notifications.js';
import type { QueueMappingPlan } from './queue-mappings.js';
import type { QueuePlan } from './queues.js';
import type { StackReader } from './stack-reader.js';
import type { StreamPlan } from './streams.js';

/** The parts of a blueprint that declare or name buckets and streams. */
interface NamingPlans {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly buckets: readonly BucketPlan[];
  readonly streams: readonly StreamPlan[];
  readonly notifications: readonly NotificationPlan[];
  readonly messageNotifications: readonly MessageNotificationPlan[];
  readonly mappings: readonly MappingPlan[];
  readonly queues: readonly QueuePlan[];
  readonly queueMappings: readonly QueueMappingPlan[];
  readonly eventRules: readonly EventRulePlan[];
  readonly destinations: readonly DestinationPlan[];
}

/**
 * Adds the buckets and streams that exist outside of the stack and that the run is to create: empty buckets, and streams of one
 * shard with the default retention. For other resources, such as queues, nothing is created.
 *
 * @param names - `NAME`, or `bucket:NAME` or `stream:NAME` if the stack does not show what it is: it may be in a variable of a
 *   function only.
 */
export function withExternalResources<Plans extends NamingPlans>(
  stack: StackReader,
  plans: Plans,
  names: readonly string[],
): Plans {
  const used = usedNames(stack, plans);
  const create = (kind: keyof typeof used): readonly string[] =>
    names.flatMap((name) => {
      if (name.startsWith(`${kind}:`)) return [name.slice(kind.length + 1)];
      return used[kind].has(name) ? [name] : [];
    });
  for (const name of names) {
    if (/^(bucket|stream):./.test(name) || Object.values(used).some((each) => each.has(name))) continue;
    stack.problems.add(
      `--create-external ${name}`,
      `names nothing that the stack uses; write bucket:${name} or stream:${name} if a function uses it`,
    );
  }
  return {
    ...plans,
    buckets: [...plans.buckets, ...create('bucket').map((name) => externalBucket(name, plans))],
    streams: [...plans.streams, ...create('stream').map((name) => externalStream(name, plans))],
  };
}

/** The names that the stack uses, by kind. */
function usedNames(
  stack: StackReader,
  plans: NamingPlans,
): Record<'bucket' | 'stream' | 'other', ReadonlySet<string>> {
  const { notifications, messageNotifications, mappings } = plans;
  const targets = [
    ...plans.destinations,
    ...messageNotifications.map(({ destination }) => destination),
    ...plans.eventRules.flatMap(({ targets: own }) => own.map(({ destination }) => destination)),
    ...plans.eventRules.flatMap(({ targets: own }) => own.flatMap(({ deadLetters }) => deadLetters ?? [])),
  ];
  const isBucket = ({ kind }: DestinationPlan): boolean => kind === 's3';
  return {
    bucket: new Set([
      ...[...notifications, ...messageNotifications].map(({ bucketName }) => bucketName),
      ...targets.filter(isBucket).map(({ name }) => name),
      ...sourceNames(stack, 'aws_s3_bucket', 'bucket'),
    ]),
    stream: new Set([
      ...mappings.map(({ streamName }) => streamName),
      ...sourceNames(stack, 'aws_kinesis_stream', 'name'),
    ]),
    other: new Set([
      ...targets.filter((target) => !isBucket(target)).map(({ name }) => name),
      ...plans.queueMappings.map(({ queueName }) => queueName),
      ...plans.queues.flatMap(({ redrive }) => redrive?.deadLetterQueueArn.split(':').at(-1) ?? []),
    ]),
  };
}

/** The names in data sources. One that can't be evaluated is not needed. */
function sourceNames(stack: StackReader, type: string, attribute: string): readonly string[] {
  return stack
    .dataSources(type)
    .flatMap((source) => stack.known(() => source.optionalString(attribute)) ?? []);
}

function externalBucket(name: string, { partition }: NamingPlans): BucketPlan {
  return {
    address: external(name),
    name,
    arn: `arn:${partition}:s3:::${name}`,
    versioning: undefined,
    eventBridge: false,
  };
}

function externalStream(name: string, { partition, region, accountId }: NamingPlans): StreamPlan {
  return {
    address: external(name),
    name,
    arn: `arn:${partition}:kinesis:${region}:${accountId}:stream/${name}`,
    mode: 'PROVISIONED',
    shardCount: 1,
    retentionHours: kinesisLimits.minRetentionHours,
    kmsKeyId: undefined,
  };
}

/** Stands in for the Terraform address. */
function external(name: string): string {
  return `--create-external ${name}`;
}
