import { isEventKind, matchesEventKind } from '@headwaters/aws-rules';
import { sentEventKinds } from '@headwaters/local-services';
import { parseFunctionReference } from '@headwaters/pipeline-contract';
import { AttributeInvalidError, type Attributes } from '@headwaters/terraform-reader';
import type { UnsupportedFeature } from '../errors.js';
import { deterministicUuid } from './computed-attributes.js';
import { type DestinationPlan, readDestination } from './destinations.js';
import type { StackReader } from './stack-reader.js';

/** One rule of a bucket's notifications: which events for which keys. */
export interface NotificationRule {
  readonly address: string;
  readonly bucketName: string;
  /** Id of the rule. Events carry it as `configurationId`. */
  readonly id: string;
  /** Event types, such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  /** Empty if the rule has no prefix filter. */
  readonly prefix: string;
  /** Empty if the rule has no suffix filter. */
  readonly suffix: string;
}

/** A rule whose events invoke a function. */
export interface NotificationPlan extends NotificationRule {
  readonly functionName: string;
  /** The version or alias to invoke; `undefined` for the function itself. */
  readonly qualifier: string | undefined;
}

/** A rule whose events are sent to a queue or a topic. */
export interface MessageNotificationPlan extends NotificationRule {
  readonly destination: DestinationPlan;
}

/** Reads the rules by which S3 events invoke functions. */
export function readNotifications(stack: StackReader): readonly NotificationPlan[] {
  return readRules(stack, 'lambda_function', (declared, rule) => {
    const { name, qualifier } = parseFunctionReference(rule.string('lambda_function_arn'));
    return { ...readRule(declared, rule, 'lambda'), functionName: name, qualifier };
  });
}

/** Reads the rules by which S3 events are sent to queues and topics. */
export function readMessageNotifications(stack: StackReader): readonly MessageNotificationPlan[] {
  const read = (target: 'queue' | 'topic') =>
    readRules(stack, target, (declared, rule) => ({
      ...readRule(declared, rule, target),
      destination: readTarget(rule, target),
    }));
  return [...read('queue'), ...read('topic')];
}

function readRules<Plan>(
  stack: StackReader,
  block: string,
  read: (declared: Attributes, rule: Attributes) => Plan,
): readonly Plan[] {
  return stack.resources('aws_s3_bucket_notification').flatMap((declared) =>
    declared.blocks(block).flatMap((rule) => {
      const plan = stack.problems.collect(() => read(declared, rule));
      return plan === undefined ? [] : [plan];
    }),
  );
}

/** S3 sends to standard queues and topics. Source: as for the kinds of events in `@headwaters/aws-rules`. */
function readTarget(rule: Attributes, target: 'queue' | 'topic'): DestinationPlan {
  const attribute = `${target}_arn`;
  const destination = readDestination(rule, attribute);
  const service = target === 'queue' ? 'sqs' : 'sns';
  if (destination?.kind === service && !destination.arn.endsWith('.fifo')) return destination;
  throw new AttributeInvalidError(`${rule.address}.${attribute}`, `must be the ARN of a standard ${target}`);
}

function readRule(declared: Attributes, rule: Attributes, target: string): NotificationRule {
  return {
    address: rule.address,
    bucketName: declared.string('bucket'),
    id: rule.optionalString('id') ?? `tf-s3-${target}-${deterministicUuid(rule.address)}`,
    events: readEvents(rule),
    prefix: rule.optionalString('filter_prefix') ?? '',
    suffix: rule.optionalString('filter_suffix') ?? '',
  };
}

function readEvents(rule: Attributes): readonly string[] {
  const events = rule.strings('events');
  const unknown = events.find((kind) => !isEventKind(kind));
  if (unknown === undefined && events.length > 0) return events;
  // The message is known from moto's S3, for 400 InvalidArgument.
  const problem =
    unknown === undefined
      ? 'is empty; AWS requires at least one kind of event'
      : `contains ${unknown}. AWS: The event '${unknown}' is not supported for notifications`;
  throw new AttributeInvalidError(`${rule.address}.events`, problem);
}

/** The kinds of events that S3 has and a run never sends. */
export interface UnsentKinds {
  /** Of rules that never fire. */
  readonly silent: readonly UnsupportedFeature[];
  /** Of rules that also name other kinds. */
  readonly partly: readonly UnsupportedFeature[];
}

/** Finds the rules with kinds of events that S3 has and a run never sends. */
export function findUnsentKinds(rules: readonly NotificationRule[]): UnsentKinds {
  const isSent = (kind: string): boolean => sentEventKinds.some((sent) => matchesEventKind(kind, sent));
  const found = rules
    .filter(({ events }) => !events.every(isSent))
    .map(({ address, events }) => {
      const unsent = events.filter((kind) => !isSent(kind));
      const consequence = `a run never sends ${unsent.join(', ')}`;
      return {
        isSilent: unsent.length === events.length,
        feature: { address, attribute: 'events', consequence },
      };
    });
  const featuresOf = (isSilent: boolean): readonly UnsupportedFeature[] =>
    found.filter((each) => each.isSilent === isSilent).map(({ feature }) => feature);
  return { silent: featuresOf(true), partly: featuresOf(false) };
}

/** Services that a topic delivers to by a subscription, and that a run could otherwise deliver to. */
const deliveredProtocols = ['lambda', 'sqs', 'firehose'];

/** Finds the subscriptions by which the events of a bucket would reach a function, a queue or a stream: topics deliver nothing here. */
export function findTopicRoutes(
  stack: StackReader,
  rules: readonly MessageNotificationPlan[],
): readonly UnsupportedFeature[] {
  const topics = new Map(rules.map(({ destination, bucketName }) => [destination.arn, bucketName]));
  return stack.resources('aws_sns_topic_subscription').flatMap((declared) => {
    const bucket = topics.get(stack.known(() => declared.string('topic_arn')) ?? '');
    const protocol = stack.known(() => declared.string('protocol')) ?? '';
    if (bucket === undefined || !deliveredProtocols.includes(protocol)) return [];
    const consequence = `topics deliver no messages, so the events of ${bucket} would not reach their ${protocol} subscriber`;
    return [{ address: declared.address, consequence }];
  });
}
