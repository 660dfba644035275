import { matchesEventKind } from '@headwaters/aws-rules';
import type { ObjectEvent } from '@headwaters/local-services';
import type { NotificationPlan } from '../blueprint/notifications.js';

/**
 * Whether a notification rule matches an event. `s3:ObjectCreated:*` matches every kind of creation. Prefix and suffix are
 * case-sensitive and compared with the decoded key. In a rule, special characters are URL-encoded: a space is `%20`.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html (read 2026-11-23).
 */
export function matchesEvent(
  rule: Pick<NotificationPlan, 'bucketName' | 'events' | 'prefix' | 'suffix'>,
  event: { readonly eventName: string; readonly bucket: string; readonly key: string },
): boolean {
  return (
    rule.bucketName === event.bucket &&
    rule.events.some((kind) => matchesEventKind(kind, event.eventName)) &&
    event.key.startsWith(decodeFilter(rule.prefix)) &&
    event.key.endsWith(decodeFilter(rule.suffix))
  );
}

/** A filter that is not URL-encoded is taken literally. */
function decodeFilter(filter: string): string {
  try {
    return decodeURIComponent(filter);
  } catch {
    return filter;
  }
}

/** Where an S3 event comes from. */
export interface EventOrigin {
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  /** Id of the notification rule that matched. */
  readonly configurationId: string;
  readonly requestId: string;
}

/**
 * Creates the event that S3 sends for one change of one object. Events of tags have version 2.3.
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (read 2026-11-23);
 * LocalStack's recordings test_object_tagging_put_event and test_object_created_put_versioned.
 */
export function objectEventMessage(
  event: ObjectEvent,
  origin: EventOrigin,
): { readonly Records: readonly object[] } {
  return {
    Records: [
      {
        eventVersion: event.eventName.startsWith('ObjectTagging') ? '2.3' : '2.1',
        eventSource: 'aws:s3',
        awsRegion: origin.region,
        eventTime: new Date(event.eventTime).toISOString(),
        eventName: event.eventName,
        userIdentity: { principalId: `AWS:${origin.accountId}` },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {
          'x-amz-request-id': origin.requestId,
          'x-amz-id-2': Buffer.from(origin.requestId).toString('base64'),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: origin.configurationId,
          bucket: {
            name: event.bucket,
            ownerIdentity: { principalId: origin.accountId },
            arn: `arn:${origin.partition}:s3:::${event.bucket}`,
          },
          object: describeObject(event),
        },
      },
    ],
  };
}

/**
 * Creates the message that S3 sends to a queue or topic when a notification is configured.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (read 2026-11-29).
 */
export function testMessage(bucket: string, nowMillis: number, requestId: string): object {
  return {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date(nowMillis).toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: Buffer.from(requestId).toString('base64'),
  };
}

/** An object of a bucket without versioning has no version id; an attribute that the event does not have is omitted. */
function describeObject({ key, size, eTag, versionId, sequencer }: ObjectEvent): object {
  return {
    key: encodeEventKey(key),
    ...(size !== undefined && { size }),
    ...(eTag !== undefined && { eTag }),
    ...(versionId !== undefined && versionId !== 'null' && { versionId }),
    ...(sequencer !== undefined && { sequencer }),
  };
}

/**
 * Encodes an object key as in S3 events: form-urlencoded (a space becomes `+`), with slashes unchanged.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (read 2026-11-23).
 */
export function encodeEventKey(key: string): string {
  return new URLSearchParams([['', key]]).toString().slice(1).replaceAll('%2F', '/');
}
