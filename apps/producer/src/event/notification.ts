import type { BlockSource } from '@headwaters/record-codec';
import * as v from 'valibot';
import { NotificationError } from '../errors.js';

/** One created object, as its notification describes it. */
export interface Upload {
  readonly source: BlockSource;
  /** Set if there is no version: then only the ETag shows that the object was not overwritten since. */
  readonly eTag?: string;
}

/** The contents of one S3 event notification. */
export interface Notification {
  /** Every created object, each once, in the event's order. Folder markers are left out. */
  readonly uploads: readonly Upload[];
  /** One error for each record that is not an object-created notification. */
  readonly invalid: readonly NotificationError[];
}

/** S3 sends this once, when the notification is configured. It has no Records. */
const testEventSchema = v.object({ Event: v.literal('s3:TestEvent') });

const eventSchema = v.object({ Records: v.array(v.unknown(), 'must be a list') }, 'must be an object');

const nonEmptyString = v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'));

/** The fields of a record that the producer needs. Every minor version is accepted: it only adds fields. */
const recordSchema = v.object(
  {
    eventVersion: v.pipe(
      nonEmptyString,
      v.regex(/^2\.\d+$/, 'must be 2.x; another major version needs another producer'),
    ),
    eventSource: v.literal('aws:s3', 'must be aws:s3'),
    eventName: v.pipe(nonEmptyString, v.startsWith('ObjectCreated:', 'must be ObjectCreated:*')),
    s3: v.object(
      {
        bucket: v.object({ name: nonEmptyString }, 'must be an object'),
        object: v.object(
          {
            key: nonEmptyString,
            size: v.optional(v.pipe(v.number('must be a number'), v.minValue(0, 'must not be negative'))),
            versionId: v.optional(nonEmptyString),
            eTag: v.optional(nonEmptyString),
          },
          'must be an object',
        ),
      },
      'must be an object',
    ),
  },
  'must be an object',
);

/**
 * Reads all records of an S3 event notification.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 *
 * @throws {@link NotificationError} if the event as a whole is not an S3 notification.
 */
export function readNotification(event: unknown): Notification {
  if (v.is(testEventSchema, event)) return { uploads: [], invalid: [] };
  const uploads = new Map<string, Upload>();
  const invalid: NotificationError[] = [];
  for (const [index, record] of parse(eventSchema, event, 'The event').Records.entries()) {
    try {
      const upload = readUpload(record, index);
      if (upload !== undefined) uploads.set(JSON.stringify(upload), upload);
    } catch (error) {
      if (!(error instanceof NotificationError)) throw error;
      invalid.push(error);
    }
  }
  return { uploads: [...uploads.values()], invalid };
}

function readUpload(record: unknown, index: number): Upload | undefined {
  const { bucket, object } = parse(recordSchema, record, `Record ${index} of the event`).s3;
  const { versionId, eTag, size } = object;
  const key = decodeObjectKey(object.key);
  // Consoles and sync tools create empty objects named `folder/` to show folders.
  if (key.endsWith('/') && size === 0) return undefined;
  if (versionId !== undefined) return { source: { bucket: bucket.name, key, versionId } };
  return { source: { bucket: bucket.name, key }, ...(eTag !== undefined && { eTag: `"${eTag}"` }) };
}

/** Valibot's default messages quote the input, which may be personal data: so every rule above has its own message. */
function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'} ${issue.message}`);
  throw new NotificationError(`${what} is not an S3 object-created notification: ${faults.join('; ')}`);
}

/**
 * Decodes the object key of a notification, which is form-encoded: `+` is a space, `%2B` a plus.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 *
 * @throws {@link NotificationError} if the key is not form-encoded UTF-8.
 */
export function decodeObjectKey(encodedKey: string): string {
  let key: string | undefined;
  let cause: unknown;
  try {
    key = decodeURIComponent(encodedKey.replaceAll('+', ' '));
  } catch (error) {
    cause = error;
  }
  // UTF-8 can't encode a lone surrogate.
  if (key === undefined || /\p{Surrogate}/u.test(key)) {
    throw new NotificationError('The object key of the notification is not form-encoded UTF-8', { cause });
  }
  return key;
}
