/**
 * Kinds of S3 events that a notification configuration can name, by group: `s3:GROUP:NAME`. A group without names is one kind: `s3:GROUP`.
 * `s3:TestEvent` is missing on purpose: S3 sends it by itself, and no configuration can name it.
 *
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html (read 2026-11-29);
 * the enumeration `Event` of @aws-sdk/client-s3, which alone has `ObjectRetention`.
 */
const namesByGroup = {
  ObjectCreated: ['Put', 'Post', 'Copy', 'CompleteMultipartUpload'],
  ObjectRemoved: ['Delete', 'DeleteMarkerCreated'],
  ObjectRestore: ['Post', 'Completed', 'Delete'],
  ReducedRedundancyLostObject: [],
  Replication: [
    'OperationFailedReplication',
    'OperationMissedThreshold',
    'OperationReplicatedAfterThreshold',
    'OperationNotTracked',
  ],
  LifecycleExpiration: ['Delete', 'DeleteMarkerCreated'],
  LifecycleTransition: [],
  IntelligentTiering: [],
  ObjectTagging: ['Put', 'Delete'],
  ObjectAcl: ['Put'],
  ObjectAnnotation: ['Put', 'Delete'],
  ObjectRetention: ['Put'],
} as const;

/** Groups of one name have no wildcard: `s3:ObjectAcl:*` is invalid. */
const wildcardGroups = Object.entries(namesByGroup).filter(([, names]) => names.length > 1);

const singleKinds: readonly string[] = Object.entries(namesByGroup).flatMap(
  ([group, names]: [string, readonly string[]]) =>
    names.length === 0 ? [`s3:${group}`] : names.map((name) => `s3:${group}:${name}`),
);

const wildcards = new Map<string, readonly string[]>(
  wildcardGroups.map(([group, names]) => [`s3:${group}:*`, names.map((name) => `s3:${group}:${name}`)]),
);

/** Everything that the `events` of a notification may contain: single kinds such as `s3:ObjectCreated:Put`, and wildcards such as `s3:ObjectCreated:*`. */
export const eventKinds: readonly string[] = [...wildcards.keys(), ...singleKinds];

/** Whether S3 accepts this kind of event in a notification configuration. Case-sensitive; the leading `s3:` is required. */
export function isEventKind(text: string): boolean {
  return eventKinds.includes(text);
}

/**
 * The single kinds of events that a kind stands for: itself, or all of its group if it is a wildcard.
 *
 * @returns empty if S3 has no such kind.
 */
export function expandEventKind(kind: string): readonly string[] {
  return wildcards.get(kind) ?? singleKinds.filter((single) => single === kind);
}

/**
 * Whether an event is of a kind, which may be a wildcard.
 *
 * @param pattern - A kind in a notification configuration, such as `s3:ObjectCreated:*`.
 * @param kind - The kind of an event, with or without `s3:`: events themselves carry no `s3:`.
 */
export function matchesEventKind(pattern: string, kind: string): boolean {
  return expandEventKind(pattern).includes(kind.startsWith('s3:') ? kind : `s3:${kind}`);
}
