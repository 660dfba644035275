import type { ObjectEvent } from '@headwaters/local-services';
import type { NotificationPlan } from '../blueprint/notifications.js';

/**
 * Whether a rule is for an event: `s3:ObjectCreated:*` takes every kind of creation, prefix and suffix are compared as they
 * are, in upper and lower case.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html (read 2026-11-23).
 */
export function matchesEvent(
  rule: Pick<NotificationPlan, 'bucketName' | 'events' | 'prefix' | 'suffix'>,
  event: { readonly eventName: string; readonly bucket: string; readonly key: string },
): boolean {
  const isNamed = (pattern: string): boolean => {
    const name = pattern.replace(/^s3:/, '');
    return name.endsWith(':*') ? event.eventName.startsWith(name.slice(0, -1)) : event.eventName === name;
  };
  return (
    rule.bucketName === event.bucket &&
    rule.events.some(isNamed) &&
    event.key.startsWith(rule.prefix) &&
    event.key.endsWith(rule.suffix)
  );
}

/** Where an event came about. */
interface EventOrigin {
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  /** The id of the rule that matched. */
  readonly configurationId: string;
  readonly requestId: string;
}

/**
 * Makes the event that S3 sends for one change of one object.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (read 2026-11-23).
 */
export function objectEventMessage(
  event: ObjectEvent,
  origin: EventOrigin,
): { readonly Records: readonly object[] } {
  const principal = { principalId: `AWS:${origin.accountId}` };
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: origin.region,
        eventTime: new Date(event.eventTime).toISOString(),
        eventName: event.eventName,
        userIdentity: principal,
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

/** A removal has no size and no tag; an object of a bucket without versioning no version. */
function describeObject(event: ObjectEvent): object {
  const isRemoval = event.eventName.startsWith('ObjectRemoved');
  return {
    key: encodeEventKey(event.key),
    ...(!isRemoval && { size: event.size, eTag: event.eTag }),
    ...(event.versionId !== undefined && event.versionId !== 'null' && { versionId: event.versionId }),
    sequencer: event.sequencer,
  };
}

/**
 * Encodes a key as S3's events do: as a form value, a space as `+`, with slashes left as they are.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (read 2026-11-23).
 */
export function encodeEventKey(key: string): string {
  return new URLSearchParams([['', key]]).toString().slice(1).replaceAll('%2F', '/');
}
