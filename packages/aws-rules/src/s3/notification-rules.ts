import { expandEventKind } from './event-kinds.js';

/** What decides whether one rule of a notification configuration fires, whatever its target: a function, a queue or a topic. */
export interface NotificationFilter {
  readonly id?: string;
  /** Kinds of events, such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  /** Empty if the rule has no prefix. */
  readonly prefix: string;
  /** Empty if the rule has no suffix. */
  readonly suffix: string;
}

/** Two rules that overlap, by their index, `first` below `second`. */
export interface NotificationOverlap {
  readonly first: number;
  readonly second: number;
}

/** Message of S3 for overlapping rules. Source: https://repost.aws/knowledge-center/lambda-s3-event-configuration-error. */
export const overlapMessage =
  'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.';

/**
 * Finds the pairs of rules that S3 refuses to have in one bucket: a kind of event in common, where a wildcard has all kinds of its group, one
 * prefix that starts with the other, and one suffix that ends with the other. An empty prefix or suffix overlaps each. The target of a rule
 * does not matter.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html (read 2026-11-29).
 *
 * @param filters - All rules of the bucket, of functions, queues and topics.
 */
export function findOverlaps(filters: readonly NotificationFilter[]): readonly NotificationOverlap[] {
  return filters.flatMap((one, first) =>
    filters.flatMap((other, second) => (first < second && overlap(one, other) ? [{ first, second }] : [])),
  );
}

function overlap(one: NotificationFilter, other: NotificationFilter): boolean {
  const kinds = new Set(one.events.flatMap(expandEventKind));
  const [shortPrefix = '', longPrefix = ''] = byLength(one.prefix, other.prefix);
  const [shortSuffix = '', longSuffix = ''] = byLength(one.suffix, other.suffix);
  return (
    other.events.flatMap(expandEventKind).some((kind) => kinds.has(kind)) &&
    longPrefix.startsWith(shortPrefix) &&
    longSuffix.endsWith(shortSuffix)
  );
}

const byLength = (...texts: readonly string[]): readonly string[] =>
  [...texts].sort((a, b) => a.length - b.length);
