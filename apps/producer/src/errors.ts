import { type BlockSource, isRecordCodecError } from '@headwaters/record-codec';

/** What the producer itself finds wrong. The `code` is stable; the message says what to do and never carries payload. */
export abstract class ProducerError extends Error {
  abstract readonly code: string;
}

/** An event, or one record of it, is not an S3 object-created notification. Never retry: it will not get better. */
export class NotificationError extends ProducerError {
  override readonly name = 'NotificationError';
  readonly code = 'HEADWATERS_NOTIFICATION_INVALID';
}

/** What to look at first, by the error code that S3 gives. */
const advice: Readonly<Record<string, string>> = {
  NoSuchKey: 'It was deleted after its upload was announced.',
  NoSuchVersion: 'This version was deleted after its upload was announced.',
  NoSuchBucket: 'The bucket does not exist any more.',
  MethodNotAllowed: 'This version is a delete marker.',
  AccessDenied:
    'Grant s3:GetObject and s3:GetObjectVersion on it; a missing key also reads as denied without s3:ListBucket.',
  InvalidObjectState: 'It is archived; restore it, then upload it again.',
  PreconditionFailed: 'It was overwritten while it was read; the new upload has a notification of its own.',
};

/** S3 will not give this object, now or later. `reason` is the error code of S3. */
export class ObjectUnavailableError extends ProducerError {
  override readonly name = 'ObjectUnavailableError';
  readonly code = 'HEADWATERS_OBJECT_UNAVAILABLE';

  constructor(
    readonly reason: string,
    options: ErrorOptions,
  ) {
    super(`S3 refuses the object with ${reason}. ${advice[reason] ?? 'Retrying will not help.'}`, options);
  }
}

/** Reading an object broke off again and again, or its checksum differs. It may pass: retry the invocation. */
export class ObjectReadError extends ProducerError {
  override readonly name = 'ObjectReadError';
  readonly code = 'HEADWATERS_OBJECT_READ_FAILED';

  constructor(offset: number, options: ErrorOptions) {
    super(`Reading the object failed at byte ${offset} and can't go on`, options);
  }
}

/** PutRecords answered with something that is not an answer. Whether the records were stored is unknown. */
export class PutRecordsAnswerError extends ProducerError {
  override readonly name = 'PutRecordsAnswerError';
  readonly code = 'HEADWATERS_PUT_RECORDS_ANSWER_INVALID';
}

/** Kinesis refuses to take records from this function: wrong stream, no permission, key disabled. Retrying can't help. */
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

/** The invocation's time ended before all was stored. What was stored stays; a retry makes the same blocks again. */
export class OutOfTimeError extends ProducerError {
  override readonly name = 'OutOfTimeError';
  readonly code = 'HEADWATERS_OUT_OF_TIME';
}

/** Why one upload was not published. */
export interface UploadFailure {
  /** Missing if the event does not even say which object it is about. */
  readonly source?: BlockSource;
  readonly error: Error;
}

/** Some uploads of one event failed; the others were published. The message names each that failed, and why. */
export class UploadsFailedError extends ProducerError {
  override readonly name = 'UploadsFailedError';
  readonly code = 'HEADWATERS_UPLOADS_FAILED';

  constructor(
    readonly failures: readonly UploadFailure[],
    uploadCount: number,
  ) {
    const causes = failures.map(
      ({ source, error }) => `${source ? `${sourceUri(source)}: ` : ''}${error.message}`,
    );
    super(`${failures.length} of ${uploadCount} uploads failed: ${causes.join(' | ')}`, {
      cause: failures[0]?.error,
    });
  }
}

/** Client errors that pass with time. Sources: the API references of PutRecords and GetObject. */
const passing = new Set([
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
 * Whether an AWS service refused a request for good: a client error that is neither throttling nor a time-out. Anything
 * else (500s, resets, time-outs, answers that are not answers) leaves the outcome unknown: retry.
 */
export function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || passing.has(error.name)) return false;
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = metadata?.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** What the codec finds wrong with an object, as opposed to the settings. */
const faultsOfObject: ReadonlySet<string> = new Set([
  'HEADWATERS_INPUT_CORRUPT',
  'HEADWATERS_LIMIT_EXCEEDED',
]);

/** An error that lies in the object itself. `code` says which. */
export type Rejection = Error & { readonly code: string };

/** Whether an error lies in the object itself, so that no later try can succeed: gone, denied, or beyond the format. */
export function isRejection(error: unknown): error is Rejection {
  return (
    error instanceof ObjectUnavailableError || (isRecordCodecError(error) && faultsOfObject.has(error.code))
  );
}

/** How logs and errors name an object: `s3://bucket/key?versionId=...`, the key as it is. */
export function sourceUri({ bucket, key, versionId }: BlockSource): string {
  return `s3://${bucket}/${key}${versionId === undefined ? '' : `?versionId=${versionId}`}`;
}
