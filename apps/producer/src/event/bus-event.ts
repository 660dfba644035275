import * as v from 'valibot';
import { fieldsOf } from './event-kind.js';
import { nonEmptyString, notAnUpload, readSchema } from './read-schema.js';
import { uploadOf, type Upload } from './upload.js';

/** The fields of an "Object Created" event that the producer needs. */
const busEventSchema = v.object(
  {
    source: v.literal('aws.s3', 'must be aws.s3'),
    'detail-type': v.literal('Object Created', 'must be Object Created'),
    detail: v.object(
      {
        /** Absent in events of 2021 to 2023. Every minor version is accepted: it only adds fields. */
        'event-version': v.optional(
          v.pipe(
            nonEmptyString,
            v.regex(/^1\.\d+$/, 'must be 1.x; another major version needs another producer'),
          ),
        ),
        bucket: v.object({ name: nonEmptyString }, 'must be an object'),
        object: v.object(
          {
            key: nonEmptyString,
            size: v.optional(v.pipe(v.number('must be a number'), v.minValue(0, 'must not be negative'))),
            'version-id': v.optional(nonEmptyString),
            etag: v.optional(nonEmptyString),
          },
          'must be an object',
        ),
      },
      'must be an object',
    ),
  },
  'must be an object',
);

/** Whether an event claims to come from EventBridge. */
export function isBusEvent(event: unknown): boolean {
  return 'detail-type' in fieldsOf(event);
}

/**
 * Reads the "Object Created" event of S3 on EventBridge. Its key is not encoded, unlike that of a notification: the page documents
 * no encoding, and a real event has colons in its key.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (read 2026-11-29).
 *
 * @param place - What is read: `the event`.
 * @returns `undefined` for a folder marker.
 * @throws {@link NotificationError} if it is another event.
 */
export function readBusEvent(event: unknown, place = 'the event'): Upload | undefined {
  const { bucket, object } = readSchema(busEventSchema, event, place).detail;
  const { key, size, etag: eTag, 'version-id': versionId } = object;
  // UTF-8 can't encode a lone surrogate, so no key of S3 has one.
  if (/\p{Surrogate}/u.test(key)) throw notAnUpload(place, 'the object key is not UTF-8');
  return uploadOf({ bucket: bucket.name, key, size, versionId, eTag });
}
