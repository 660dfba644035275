import { nullVersionId, type ObjectVersion } from '../object/object-version.js';

/**
 * Kinds of events that this S3 sends, as notification configurations name them. The others belong to features that it does not have: ACLs,
 * restores, replication, lifecycle rules, storage tiers.
 */
export const sentEventKinds = [
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
  's3:ObjectTagging:Put',
  's3:ObjectTagging:Delete',
] as const;

type WithoutService<Kind extends string> = Kind extends `s3:${infer Name}` ? Name : never;

/** Kind of an event as the event itself names it, without the leading `s3:`. */
export type ObjectEventName = WithoutService<(typeof sentEventKinds)[number]>;

/** A change of an object. The new state is readable before the event is reported. */
export interface ObjectEvent {
  readonly eventName: ObjectEventName;
  /** ISO 8601 with milliseconds. */
  readonly eventTime: string;
  readonly bucket: string;
  /** Not URL-encoded. */
  readonly key: string;
  /** Absent in a bucket that has never had versioning. */
  readonly versionId?: string;
  /** In bytes. Only of a created object. */
  readonly size?: number;
  /** Without quotes. Absent if a version is removed. Of a new delete marker: the ETag of an empty object. */
  readonly eTag?: string;
  /** Hex digits. Of two events of one key the later one has the larger sequencer, compared as strings. Absent if tags change. */
  readonly sequencer?: string;
}

/** What an event is about: a version, or a key without any. */
export type EventSubject =
  ObjectVersion | { readonly key: string; readonly versionId: typeof nullVersionId; readonly missing: true };

/** Bucket and time of an event. */
interface EventContext {
  readonly bucket: string;
  readonly nowMillis: number;
  /** Sequencer for a removal, which leaves no version that has one. */
  readonly nextSequencer: () => string;
}

/** MD5 of nothing. Source: LocalStack's recording test_object_created_put_versioned. */
const emptyETag = 'd41d8cd98f00b204e9800998ecf8427e';

/** Describes a change. */
export function createObjectEvent(
  eventName: ObjectEventName,
  subject: EventSubject,
  { bucket, nowMillis, nextSequencer }: EventContext,
): ObjectEvent {
  return {
    eventName,
    eventTime: new Date(nowMillis).toISOString(),
    bucket,
    key: subject.key,
    ...(subject.versionId !== nullVersionId && { versionId: subject.versionId }),
    ...describeContent(eventName, subject, nextSequencer),
  };
}

function describeContent(
  eventName: ObjectEventName,
  subject: EventSubject,
  nextSequencer: () => string,
): Pick<ObjectEvent, 'size' | 'eTag' | 'sequencer'> {
  if ('missing' in subject || eventName === 'ObjectRemoved:Delete') return { sequencer: nextSequencer() };
  if (subject.deleteMarker) return { eTag: emptyETag, sequencer: subject.sequencer };
  if (eventName.startsWith('ObjectTagging')) return { eTag: subject.eTag };
  return { size: subject.body.size, eTag: subject.eTag, sequencer: subject.sequencer };
}
