import { isRecordCodecError } from '@headwaters/record-codec';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { SinkRefusalError, SinkUnavailableError, StreamEventError } from '../errors.js';

/**
 * What a failure of a Kinesis record means for the next attempt.
 *
 * - `permanent`: the content of the Kinesis record is the cause; every attempt fails.
 * - `passing`: something else is the cause, and an attempt succeeds once that is repaired.
 * - `unknown`: neither is known.
 */
export type FailureKind = 'permanent' | 'passing' | 'unknown';

/** Classifies what {@link readDelivery} or a sink has thrown. */
export function classifyFailure(error: unknown): FailureKind {
  if (!(error instanceof Error)) return 'unknown';
  if (error instanceof SinkUnavailableError) return 'passing';
  if (error instanceof SinkRefusalError || error instanceof StreamEventError) return 'permanent';
  if (isRecordCodecError(error)) {
    // Missing zstd is a fault of the runtime, not of the Kinesis record.
    return error.code === 'HEADWATERS_ZSTD_UNAVAILABLE' ? 'passing' : 'permanent';
  }
  return isServiceFault(error) || isRefusedAccess(error) || isMisconfiguration(error) ? 'passing' : 'unknown';
}

/** Throttling, 5xx, time-outs and failed connections, as the AWS SDK for JavaScript classifies them for its retries. */
function isServiceFault(error: Error): boolean {
  const classified = error as Parameters<typeof isTransientError>[0];
  return [isThrottlingError, isTransientError, isServerError].some((is) => is(classified));
}

/** Error codes of AWS services for credentials that are missing, expired or revoked. */
const credentialErrors: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'UnrecognizedClientException',
]);

/** An administrator can grant what is denied. S3 also answers 403 for an object in an archive, which may stay there. */
function isRefusedAccess(error: Error): boolean {
  if (error.name === 'InvalidObjectState') return false;
  const status = statusOf(error);
  return (
    status === 401 ||
    status === 403 ||
    error.name.startsWith('AccessDenied') ||
    credentialErrors.has(error.name)
  );
}

/**
 * Error codes for a resource that a deployment has to create or name correctly. `NoSuchKey` is not one of them: the object of
 * a reference may be gone for good.
 */
const misconfigurations: ReadonlySet<string> = new Set([
  'NoSuchBucket',
  'PermanentRedirect',
  'ResourceNotFoundException',
]);

/**
 * KMS refusals reach a caller of S3 as `KMS.DisabledException` and the like, a caller of other services as
 * `KMSDisabledException`. Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html (read 2026-11-28).
 */
function isMisconfiguration(error: Error): boolean {
  return misconfigurations.has(error.name) || error.name.startsWith('KMS');
}

function statusOf(error: Error): number | undefined {
  const { $metadata: metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return metadata?.httpStatusCode;
}
