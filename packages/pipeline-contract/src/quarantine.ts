import * as v from 'valibot';
import { decodeSegment } from './key-segment.js';
import { type StreamPosition, positionPath } from './stream-position.js';

const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const quarantineSchema = v.object({
  quarantineVersion: v.literal(1),
  /** Name of the consumer that quarantined the Kinesis record. */
  consumer: v.string(),
  /** When it was quarantined, in ISO 8601. */
  at: v.string(),
  reason: v.object({
    /**
     * `permanent`: it can't be decoded, or the sink refused it. `unknown`: it failed for an unknown reason and had reached the
     * age limit. `killed`: it ended the process of the function before; it was neither decoded nor passed to the sink.
     */
    kind: v.picklist(['permanent', 'unknown', 'killed']),
    /** Stable, for example `HEADWATERS_RECORD_CORRUPT`; the name of the error if it has no code. */
    code: v.string(),
    message: v.string(),
  }),
  stream: v.string(),
  shardId: v.string(),
  sequenceNumber: v.string(),
  /** Distinguishes records of one batch that have the same sequence number. Absent otherwise. */
  sibling: v.exactOptional(v.string()),
  partitionKey: v.string(),
  /** Approximate arrival at the stream, in ISO 8601. */
  arrivedAt: v.string(),
  /** The object whose bytes it carries. Absent if it carries none, can't be decoded, or was not decoded. */
  source: v.optional(
    v.object({ bucket: v.string(), key: v.string(), versionId: v.exactOptional(v.string()) }),
  ),
  /** First byte of its range, or of the range that it is a part of. */
  offset: v.optional(offset),
  /** The byte after the range. */
  endOffset: v.optional(offset),
  /** The data of the Kinesis record, in base64. */
  data: v.string(),
});

/** A Kinesis record that a consumer quarantined: it was acknowledged without reaching the sink. */
export type QuarantinedRecord = v.InferOutput<typeof quarantineSchema>;

export type QuarantineReason = QuarantinedRecord['reason'];

/** The prefix of all quarantined Kinesis records in the failures bucket. */
export const quarantinePrefix = 'quarantine/';

/** Returns the prefix of the Kinesis records that one consumer quarantined. */
export function consumerQuarantinePrefix(consumer: string): string {
  return `${quarantinePrefix}${encodeURIComponent(consumer)}/`;
}

/** The day of a time in ISO 8601, as the keys of the failures bucket have it: `YYYY-MM-DD`, in UTC. */
function dayOf(at: string): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Returns the prefix of the Kinesis records that one consumer quarantined on one day: a range of days is listed without what was
 * quarantined before and after it.
 *
 * @param at - Any time of the day, in ISO 8601. Days are in UTC.
 */
export function quarantineDayPrefix(consumer: string, at: string): string {
  return `${consumerQuarantinePrefix(consumer)}at=${dayOf(at)}/`;
}

/**
 * Returns the key of a quarantined Kinesis record: `quarantine/<consumer>/at=<YYYY-MM-DD>/<stream>/<shard>/<sequence number>.json`.
 * To quarantine a Kinesis record again on the same day replaces its object; on another day it has a second one, and the newest
 * counts. Older releases wrote `quarantine/<consumer>/<stream>/...`; the name of a stream contains no equals sign.
 */
export function quarantineKey({
  consumer,
  at,
  ...position
}: Pick<QuarantinedRecord, 'consumer' | 'at'> & StreamPosition): string {
  return `${quarantineDayPrefix(consumer, at)}${positionPath(position)}.json`;
}

/** What the key of a quarantined Kinesis record states. */
export interface QuarantineName {
  readonly consumer: string;
  /** `YYYY-MM-DD`; `undefined` in keys of older releases. */
  readonly day: string | undefined;
  readonly position: StreamPosition;
}

const quarantineName = new RegExp(
  `^${quarantinePrefix}([^/]+)/(?:at=(\\d{4}-\\d{2}-\\d{2})/)?([^/=]+)/([^/]+)/(\\d+)(?:-([0-9a-f]+))?\\.json$`,
);

/** Reads a key that {@link quarantineKey} of this or an older release made. Returns `undefined` for any other. */
export function parseQuarantineKey(key: string): QuarantineName | undefined {
  const [match, encodedConsumer = '', day, stream = '', shardId = '', sequenceNumber = '', sibling] =
    quarantineName.exec(key) ?? [];
  const consumer = decodeSegment(encodedConsumer);
  if (match === undefined || consumer === undefined) return undefined;
  const position = { stream, shardId, sequenceNumber, ...(sibling !== undefined && { sibling }) };
  return { consumer, day, position };
}

/** Returns the fields of the PutObject request that stores a quarantined Kinesis record, except the bucket. */
export function quarantineObject(record: QuarantinedRecord): {
  Key: string;
  Body: string;
  ContentType: string;
} {
  return {
    Key: quarantineKey(record),
    Body: JSON.stringify(record),
    ContentType: 'application/json',
  };
}

/** Parses the content of a quarantine object. Returns `undefined` if it is not one of a known version. */
export function parseQuarantinedRecord(text: string): QuarantinedRecord | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), quarantineSchema), text);
  return result.success ? result.output : undefined;
}
