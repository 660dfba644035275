import { type ObjectVersion, functionNameOfArn } from '@headwaters/pipeline-contract';
import * as v from 'valibot';

/** An invocation of the producer that Lambda sent to the failures bucket instead of retrying it again. */
export interface FailedUpload {
  readonly functionName: string;
  /** When Lambda dead-lettered the invocation, in ISO 8601. */
  readonly at: string;
  /** For example `RetriesExhausted` or `EventAgeExceeded`. */
  readonly condition: string;
  /** The error message of the last invocation; `undefined` if there was none. */
  readonly message: string | undefined;
  /** The objects that the invocation should have read. */
  readonly sources: readonly ObjectVersion[];
}

/** An S3 event notification. */
const notificationSchema = v.object({
  Records: v.array(
    v.object({
      s3: v.object({
        bucket: v.object({ name: v.string() }),
        object: v.object({ key: v.string(), versionId: v.exactOptional(v.string()) }),
      }),
    }),
  ),
});

/** The "Object Created" event of S3 on EventBridge. */
const busEventSchema = v.object({
  'detail-type': v.string(),
  detail: v.object({
    bucket: v.object({ name: v.string() }),
    object: v.object({ key: v.string(), 'version-id': v.exactOptional(v.string()) }),
  }),
});

/** The event with which the producer continues an object in a new invocation. */
const continuationSchema = v.object({
  continuation: v.object({
    upload: v.object({
      source: v.object({ bucket: v.string(), key: v.string(), versionId: v.exactOptional(v.string()) }),
    }),
  }),
});

/** An event of S3 in messages of SNS, as strings of JSON. */
const topicSchema = v.object({
  Records: v.array(
    v.object({
      Sns: v.object({
        Message: v.pipe(v.string(), v.parseJson(), v.union([notificationSchema, busEventSchema])),
      }),
    }),
  ),
});

const eventSchema = v.union([notificationSchema, busEventSchema, topicSchema, continuationSchema]);

type UploadEvent = v.InferOutput<typeof notificationSchema> | v.InferOutput<typeof busEventSchema>;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html, read on 2026-11-23. */
const failedUploadSchema = v.object({
  timestamp: v.string(),
  requestContext: v.object({ functionArn: v.string(), condition: v.string() }),
  requestPayload: eventSchema,
  /** What the function answered. The guide does not say what it is if the function was never invoked. */
  responsePayload: v.fallback(v.object({ errorMessage: v.exactOptional(v.string()) }), {}),
});

/** Parses the failure record of an asynchronous producer invocation. Returns `undefined` if the string is not one. */
export function parseFailedUpload(text: string): FailedUpload | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), failedUploadSchema), text);
  if (!result.success) return undefined;
  const { timestamp, requestContext, requestPayload, responsePayload } = result.output;
  return {
    functionName: functionNameOfArn(requestContext.functionArn),
    at: timestamp,
    condition: requestContext.condition,
    message: responsePayload.errorMessage,
    sources: sourcesOfEvent(requestPayload),
  };
}

/**
 * Returns the event of an asynchronous invocation that failed, unchanged, so that the function can be invoked with it again.
 * Returns `undefined` if the string is not such a failure record.
 */
export function eventOfFailedUpload(text: string): unknown {
  if (parseFailedUpload(text) === undefined) return undefined;
  return (JSON.parse(text) as { requestPayload: unknown }).requestPayload;
}

/** An event of S3 in an SNS message in an SQS message. */
const envelopeSchema = v.pipe(
  v.object({ Message: v.pipe(v.string(), v.parseJson()) }),
  v.transform(({ Message: message }) => message),
  v.union([notificationSchema, busEventSchema]),
);

/**
 * Returns the objects that an event names which the producer reads: that of an asynchronous invocation, or the body of an SQS message.
 * None if it is another event.
 */
export function sourcesInEvent(event: unknown): readonly ObjectVersion[] {
  const result = v.safeParse(v.union([eventSchema, envelopeSchema]), event);
  return result.success ? sourcesOfEvent(result.output) : [];
}

function sourcesOfEvent(event: v.InferOutput<typeof eventSchema>): readonly ObjectVersion[] {
  if ('continuation' in event) return [event.continuation.upload.source];
  if ('detail' in event) return sourcesOfUpload(event);
  return event.Records.flatMap((record) =>
    'Sns' in record ? sourcesOfUpload(record.Sns.Message) : sourcesOfUpload({ Records: [record] }),
  );
}

/** Only a notification has an encoded key. */
function sourcesOfUpload(event: UploadEvent): readonly ObjectVersion[] {
  if ('detail' in event) {
    const { bucket, object } = event.detail;
    const { key, 'version-id': versionId } = object;
    return [{ bucket: bucket.name, key, ...(versionId !== undefined && { versionId }) }];
  }
  return event.Records.map(({ s3: { bucket, object } }) => ({
    ...object,
    bucket: bucket.name,
    key: decodeKey(object.key),
  }));
}

/** Decodes the form-encoded key of a notification. An invalid encoding stays unchanged; it matches no object. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
