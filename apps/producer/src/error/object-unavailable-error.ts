import { ProducerError } from './producer-error.js';

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
