import { type ObjectVersion, functionNameOfArn } from '@headwaters/pipeline-contract';
import * as v from 'valibot';

/** An invocation of the producer that Lambda gave up, as its failure destination keeps it. */
export interface FailedUpload {
  readonly functionName: string;
  /** When Lambda gave up, in ISO 8601. */
  readonly at: string;
  /** Such as `RetriesExhausted` or `EventAgeExceeded`. */
  readonly condition: string;
  /** What the last invocation said, if it ran. */
  readonly message: string | undefined;
  /** The objects that the invocation was about. */
  readonly sources: readonly ObjectVersion[];
}

const sourceSchema = v.object({
  bucket: v.string(),
  key: v.string(),
  versionId: v.exactOptional(v.string()),
});

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

/** How the producer hands the rest of an object to a fresh invocation. */
const continuationSchema = v.object({
  continuation: v.object({ upload: v.object({ source: sourceSchema }) }),
});

/** Source: the Lambda guide, invocation-async-retain-records, read on 2026-11-23. */
const failedUploadSchema = v.object({
  timestamp: v.string(),
  requestContext: v.object({ functionArn: v.string(), condition: v.string() }),
  requestPayload: v.union([notificationSchema, continuationSchema]),
  responsePayload: v.optional(v.object({ errorMessage: v.optional(v.string()) })),
});

/** Reads what a failed asynchronous invocation of the producer left; undefined if the text is something else. */
export function parseFailedUpload(text: string): FailedUpload | undefined {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), failedUploadSchema), text);
  if (!result.success) return undefined;
  const { timestamp, requestContext, requestPayload, responsePayload } = result.output;
  return {
    functionName: functionNameOfArn(requestContext.functionArn),
    at: timestamp,
    condition: requestContext.condition,
    message: responsePayload?.errorMessage,
    sources: sourcesOf(requestPayload),
  };
}

function sourcesOf(
  payload: v.InferOutput<typeof failedUploadSchema>['requestPayload'],
): readonly ObjectVersion[] {
  if ('continuation' in payload) return [payload.continuation.upload.source];
  return payload.Records.map(({ s3: { bucket, object } }) => ({
    ...object,
    bucket: bucket.name,
    key: decodeKey(object.key),
  }));
}

/** Events carry keys form-encoded. One that is not is kept as it is: it matches no object. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
