import { formatSourceUri } from '@headwaters/pipeline-contract';
import { isRecordCodecError, type BlockSource } from '@headwaters/record-codec';

/** Base class of the producer's errors. `code` is stable. A message never contains payload: it may be personal data. */
export abstract class ProducerError extends Error {
  abstract readonly code: string;
}

/** An event, or one record of it, is not an S3 object-created notification or a continuation. Do not retry. */
export class NotificationError extends ProducerError {
  override readonly name = 'NotificationError';
  readonly code = 'HEADWATERS_NOTIFICATION_INVALID';
}

/** What to check first, by the error code of S3. */
const adviceByReason: Readonly<Record<string, string>> = {
  NoSuchKey: 'It was deleted after its notification was sent.',
  NoSuchVersion: 'This version was deleted after its notification was sent.',
  NoSuchBucket: 'The bucket no longer exists.',
  MethodNotAllowed: 'This version is a delete marker.',
  AccessDenied:
    'Grant s3:GetObject and s3:GetObjectVersion on it; without s3:ListBucket, S3 also reports a missing key as denied.',
  InvalidObjectState: 'It is archived; restore it, then upload it again.',
  PreconditionFailed: 'It was overwritten before it was read; the new upload has its own notification.',
};

/** S3 refuses the object permanently. `reason` is the error code of S3. Do not retry. */
export class ObjectUnavailableError extends ProducerError {
  override readonly name = 'ObjectUnavailableError';
  readonly code = 'HEADWATERS_OBJECT_UNAVAILABLE';

  constructor(
    readonly reason: string,
    options: ErrorOptions,
  ) {
    super(
      `S3 refuses the object with ${reason}. ${adviceByReason[reason] ?? 'Retrying will not help.'}`,
      options,
    );
  }
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

/** Kinesis refuses PutRecords permanently: wrong stream, missing permission, disabled key. Fix the deployment, then retry. */
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

/** An error caused by the object itself, with the `code` that its receipt records. */
export type ObjectFault = Error & { readonly code: string };

/** Codes by which the codec reports a fault of the object. Its other codes report wrong settings. */
const objectFaultCodes: ReadonlySet<string> = new Set([
  'HEADWATERS_INPUT_CORRUPT',
  'HEADWATERS_LIMIT_EXCEEDED',
]);

/** Whether an object can never be published: it is gone, access is denied, it is corrupt or it exceeds a limit. */
export function isObjectFault(error: unknown): error is ObjectFault {
  return (
    error instanceof ObjectUnavailableError || (isRecordCodecError(error) && objectFaultCodes.has(error.code))
  );
}

/** Client errors that a retry can cure. Sources: the API references of PutRecords and GetObject. */
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
 * Whether an AWS service refused a request permanently: a client error that is neither throttling nor a timeout. After
 * any other error (5xx, connection reset, timeout, malformed response) the outcome is unknown: retry.
 */
export function isPermanentRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || transientErrorNames.has(error.name)) return false;
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}
