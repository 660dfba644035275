import * as v from 'valibot';
import { NotificationError } from '../errors.js';
import { nonEmptyString, readSchema } from './read-schema.js';
import { uploadOf, type Upload, type Uploads } from './upload.js';

/** AWS documents a list with one record or more. A `s3:TestEvent` has no list. */
const notificationSchema = v.object(
  { Records: v.pipe(v.array(v.unknown(), 'must be a list'), v.minLength(1, 'must not be empty')) },
  'must be an object',
);

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
 * @param place - What is read: `the event`.
 * @throws {@link NotificationError} if the event as a whole is not an S3 notification.
 */
export function readNotification(event: unknown, place = 'the event'): Uploads {
  const uploads = new Map<string, Upload>();
  const invalid: NotificationError[] = [];
  for (const [index, record] of readSchema(notificationSchema, event, place).Records.entries()) {
    try {
      const upload = readRecord(record, `record ${index} of ${place}`);
      if (upload !== undefined) uploads.set(JSON.stringify(upload), upload);
    } catch (error) {
      if (!(error instanceof NotificationError)) throw error;
      invalid.push(error);
    }
  }
  return { uploads: [...uploads.values()], invalid };
}

function readRecord(record: unknown, place: string): Upload | undefined {
  const { bucket, object } = readSchema(recordSchema, record, place).s3;
  const { key, size, versionId, eTag } = object;
  return uploadOf({ bucket: bucket.name, key: decodeObjectKey(key), size, versionId, eTag });
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
