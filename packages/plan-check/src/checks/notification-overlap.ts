import { eventKinds, findOverlaps, type NotificationFilter } from '@headwaters/aws-rules';
import {
  blockOf,
  blocksOf,
  isUnknownValue,
  stringOf,
  stringsOf,
  type JsonObject,
} from '@headwaters/terraform-reader';
import type { Check, Outcome } from './check.js';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html (read 2026-11-29). */
export const notificationOverlap: Check = {
  id: 'notification-overlap',
  severity: 'error',
  why: 'S3 refuses a notification configuration with two rules that match the same object and event: apply fails.',
  fix: 'Make the prefixes, the suffixes or the events of the rules disjoint, or send all events to one target.',
  find: (stack) =>
    stack
      .resourcesOfType('aws_s3_bucket_notification')
      .flatMap(({ address, attributes }) =>
        hasUnknownRules(attributes)
          ? [{ address, notChecked: 'its rules are dynamic blocks' }]
          : describeOverlaps(address, listRules(attributes)),
      ),
};

const targets = ['lambda_function', 'queue', 'topic'];

function hasUnknownRules(attributes: JsonObject): boolean {
  const dynamic = blockOf(attributes, 'dynamic') ?? {};
  return targets.some((target) => target in dynamic || isUnknownValue(attributes[target]));
}

interface Rule {
  /** Such as `lambda_function[0]`. */
  readonly name: string;
  readonly filter: NotificationFilter;
  readonly hasUnknownEvents: boolean;
}

function listRules(attributes: JsonObject): Rule[] {
  return targets.flatMap((target) =>
    blocksOf(attributes, target).map((block, index) => ({
      name: `${target}[${index}]`,
      filter: {
        events: stringsOf(block, 'events'),
        prefix: stringOf(block, 'filter_prefix') ?? '',
        suffix: stringOf(block, 'filter_suffix') ?? '',
      },
      hasUnknownEvents: stringsOf(block, 'events').some(isUnknownValue),
    })),
  );
}

function describeOverlaps(address: string, rules: readonly Rule[]): Outcome[] {
  const pairs = rules.flatMap((one, index) => rules.slice(index + 1).map((other) => ({ one, other })));
  return pairs.flatMap(({ one, other }): Outcome[] => {
    const names = `${one.name} and ${other.name}`;
    if (!mayOverlap(one, other)) return [];
    if (isUndecided(one, other)) return [{ address, notChecked: `the filters of ${names} are expressions` }];
    return [{ address, what: `The rules ${names} overlap.` }];
  });
}

/** Whether two rules overlap if every unknown value is the one that matches most. */
function mayOverlap(one: Rule, other: Rule): boolean {
  const widest = ({ filter, hasUnknownEvents }: Rule): NotificationFilter => ({
    events: hasUnknownEvents ? eventKinds : filter.events,
    prefix: isUnknownValue(filter.prefix) ? '' : filter.prefix,
    suffix: isUnknownValue(filter.suffix) ? '' : filter.suffix,
  });
  return findOverlaps([widest(one), widest(other)]).length > 0;
}

/** Whether an unknown value decides. The same expression twice does not: equal prefixes overlap, whatever they are. */
function isUndecided(one: Rule, other: Rule): boolean {
  const isUnknown = (left: string, right: string) =>
    left !== right && (isUnknownValue(left) || isUnknownValue(right));
  return (
    one.hasUnknownEvents ||
    other.hasUnknownEvents ||
    isUnknown(one.filter.prefix, other.filter.prefix) ||
    isUnknown(one.filter.suffix, other.filter.suffix)
  );
}
