import type { ObjectEvent, ObjectEventName } from '@headwaters/local-services';

/** An event on an event bus. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, in seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where an event comes from. */
export interface BusEventOrigin {
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  readonly eventId: string;
  readonly requestId: string;
}

/** The type of the event, and what its detail says about the call. */
interface EventType {
  readonly detailType: string;
  readonly cause: Readonly<Record<string, string>>;
}

const created = (reason: string): EventType => ({ detailType: 'Object Created', cause: { reason } });
const deleted = (deletionType: string): EventType => ({
  detailType: 'Object Deleted',
  cause: { reason: 'DeleteObject', 'deletion-type': deletionType },
});

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-mapping-troubleshooting.html (read 2026-11-29). */
const typesByName: Readonly<Record<ObjectEventName, EventType>> = {
  'ObjectCreated:Put': created('PutObject'),
  'ObjectCreated:Post': created('POST Object'),
  'ObjectCreated:Copy': created('CopyObject'),
  'ObjectCreated:CompleteMultipartUpload': created('CompleteMultipartUpload'),
  'ObjectRemoved:Delete': deleted('Permanently Deleted'),
  'ObjectRemoved:DeleteMarkerCreated': deleted('Delete Marker Created'),
  'ObjectTagging:Put': { detailType: 'Object Tags Added', cause: {} },
  'ObjectTagging:Delete': { detailType: 'Object Tags Deleted', cause: {} },
};

/**
 * Creates the event that S3 sends to EventBridge for one change of one object. Its key is not encoded.
 *
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (read 2026-11-29); LocalStack's snapshots of real AWS,
 * test_s3_notifications_eventbridge.
 */
export function s3BusEvent(event: ObjectEvent, origin: BusEventOrigin): BusEvent {
  const { detailType, cause } = typesByName[event.eventName];
  return {
    version: '0',
    id: origin.eventId,
    'detail-type': detailType,
    source: 'aws.s3',
    account: origin.accountId,
    time: `${new Date(event.eventTime).toISOString().slice(0, 19)}Z`,
    region: origin.region,
    resources: [`arn:${origin.partition}:s3:::${event.bucket}`],
    detail: {
      version: '0',
      'event-version': '1.2',
      bucket: { name: event.bucket },
      object: describeObject(event),
      'request-id': origin.requestId,
      requester: origin.accountId,
      'source-ip-address': '127.0.0.1',
      ...cause,
    },
  };
}

/** An attribute that the event does not have is omitted. */
function describeObject({ key, size, eTag, versionId, sequencer }: ObjectEvent): object {
  return {
    key,
    ...(size !== undefined && { size }),
    ...(eTag !== undefined && { etag: eTag }),
    ...(versionId !== undefined && versionId !== 'null' && { 'version-id': versionId }),
    ...(sequencer !== undefined && { sequencer }),
  };
}
