import { formatSourceUri } from '@headwaters/pipeline-contract';
import { isRecordCodecError, type BlockSource } from '@headwaters/record-codec';

/** Base class of the producer's errors. `code` is stable. A message never contains payload: it may be personal data. */
export abstract class ProducerError extends Error {
  abstract readonly code: string;
}

/** An event, or one part of it, is not about an object that S3 created, nor a continuation. Do not retry. */
export class NotificationError extends ProducerError {
  override readonly name = 'NotificationError';
  readonly code = 'HEADWATERS_NOTIFICATION_INVALID';
}

/**
 * What to do, by the error code of S3.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (read 2026-11-24).
 */
const adviceByReason: Readonly<Record<string, string>> = {
  NoSuchKey: 'It was deleted after its notification was sent.',
  NoSuchVersion: 'This version was deleted after its notification was sent.',
  NoSuchBucket: 'The bucket no longer exists.',
  MethodNotAllowed: 'This version is a delete marker.',
  AccessDenied:
    'Grant s3:GetObject and s3:GetObjectVersion on it, and kms:Decrypt on its key; without s3:ListBucket, S3 also reports a missing key as denied.',
  InvalidObjectState: 'It is archived; restore it, then start the upload again.',
  PreconditionFailed: 'It was overwritten before it was read; the new upload has its own notification.',
};

/** S3 passes on the errors of KMS with this prefix, for example `KMS.DisabledException`. */
const keyReasonPrefix = 'KMS.';

const keyAdvice = 'Enable its KMS key, or cancel the deletion of the key.';
const defaultAdvice = 'Check the bucket, the policies and the key.';

/**
 * S3 refuses the object. `reason` is the error code of S3. Retry the invocation, not the request: a policy, a key or an
 * archived object is repaired later, and until then the failure destination of the function keeps the event.
 */
export class ObjectUnavailableError extends ProducerError {
  override readonly name = 'ObjectUnavailableError';
  readonly code = 'HEADWATERS_OBJECT_UNAVAILABLE';

  constructor(
    readonly reason: string,
    options: ErrorOptions,
  ) {
    super(`S3 refuses the object with ${reason}. ${adviceFor(reason)}`, options);
  }
}

function adviceFor(reason: string): string {
  if (reason.startsWith(keyReasonPrefix)) return keyAdvice;
  return adviceByReason[reason] ?? defaultAdvice;
}

/** Reading an object failed repeatedly at the same byte, or its checksum does not match. Retry the invocation. */
export class ObjectReadError extends ProducerError {
  override readonly name = 'ObjectReadError';
  readonly code = 'HEADWATERS_OBJECT_READ_FAILED';

  constructor(offset: number, options: ErrorOptions) {
    super(`Could not read the object past byte ${offset}`, options);
  }
}

/** The response to PutRecords is malformed. Whether the Kinesis records were stored is unknown. */
export class PutRecordsAnswerError extends ProducerError {
  override readonly name = 'PutRecordsAnswerError';
  readonly code = 'HEADWATERS_PUT_RECORDS_ANSWER_INVALID';
}

/** Kinesis refuses PutRecords: wrong stream, missing permission, disabled key. Retry the invocation. */
export class StreamRefusalError extends ProducerError {
  override readonly name = 'StreamRefusalError';
  readonly code = 'HEADWATERS_STREAM_REFUSED';

  constructor(cause: Error) {
    super(
      `Kinesis refuses PutRecords with ${cause.name}; check STREAM_NAME, kinesis:PutRecords and the key's policy`,
      { cause },
    );
  }
}

/** The invocation reached its deadline. What was stored stays; a retry produces the same blocks. */
export class OutOfTimeError extends ProducerError {
  override readonly name = 'OutOfTimeError';
  readonly code = 'HEADWATERS_OUT_OF_TIME';
}

/** Why one upload was not published. */
export interface UploadFailure {
  /** Missing if the event does not identify the object. */
  readonly source?: BlockSource;
  readonly error: Error;
  /** The SQS messages that hold the upload. Empty if it came in another way. */
  readonly messageIds: readonly string[];
}

/** Some uploads of an event failed; the others were published. The message lists each failed upload with its reason. */
export class UploadsFailedError extends ProducerError {
  override readonly name = 'UploadsFailedError';
  readonly code = 'HEADWATERS_UPLOADS_FAILED';

  constructor(
    readonly failures: readonly UploadFailure[],
    uploadCount: number,
  ) {
    const reasons = failures.map(
      ({ source, error }) => `${source ? `${formatSourceUri(source)}: ` : ''}${error.message}`,
    );
    super(`${failures.length} of ${uploadCount} uploads failed: ${reasons.join(' | ')}`, {
      cause: failures[0]?.error,
    });
  }
}

/** Why the producer's settings do not allow an object. The codes are API: receipts, the trace and the console show them. */
export type RefusalCode =
  /** No upload rule matches the key. */
  | 'HEADWATERS_UPLOAD_WITHOUT_RULE'
  /** It is compressed in a format that is not unpacked. */
  | 'HEADWATERS_COMPRESSION_UNSUPPORTED'
  /** Its text has another encoding than its rule says. */
  | 'HEADWATERS_ENCODING_MISMATCH'
  /** A record lacks the field that decides about its partition key, and the rule rejects that. */
  | 'HEADWATERS_FIELD_MISSING';

/** The settings do not allow an object. Do not retry: the same object would be refused again. */
export class RefusedObjectError extends ProducerError {
  override readonly name = 'RefusedObjectError';

  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}

/** An error caused by the object, with the `code` that its receipt records. */
export type ObjectFault = Error & { readonly code: string };

/** Codes by which the codec reports a fault of the object. Its other codes report wrong settings. */
const objectFaultCodes: ReadonlySet<string> = new Set([
  'HEADWATERS_INPUT_CORRUPT',
  'HEADWATERS_LIMIT_EXCEEDED',
]);

/**
 * Whether an object can never be published, because of its bytes: it is corrupt, it exceeds a limit, or the settings do not allow
 * it. Whatever else fails can be repaired later, so it fails the invocation.
 */
export function isObjectFault(error: unknown): error is ObjectFault {
  // mutation-anchor: object-fault
  return (
    error instanceof RefusedObjectError || (isRecordCodecError(error) && objectFaultCodes.has(error.code))
  );
}

/** Client errors that a retry of the request can cure. Sources: the API references of PutRecords and GetObject. */
const transientErrorNames = new Set([
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'KMSThrottlingException',
  'ThrottlingException',
  'Throttling',
  'SlowDown',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'OperationAborted',
]);

/**
 * Whether an AWS service refused a request, so that the same request would be refused again: a client error that is neither
 * throttling nor a timeout. After any other error (5xx, connection reset, timeout, malformed response) the outcome is
 * unknown: retry the request.
 */
export function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || transientErrorNames.has(error.name)) return false;
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
