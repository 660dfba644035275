import type { UsageItem } from './price-list.js';

/**
 * Operations of the class `Requests-Tier1`: PUT, COPY, POST, and listings of buckets and objects. All others are billed like GET.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html (read 2026-11-30).
 */
const writeOperation = /^(Put|Post|Copy|Create|Upload|Complete|List)/;

/** DELETE and CANCEL requests are free, also those of several objects. Source: https://aws.amazon.com/s3/pricing/ (read 2026-11-28). */
const freeOperation = /^(Delete|Abort)/;

/** Error codes of 3xx and 4xx responses that nobody pays for, of those that pipelines meet. Source: the page of {@link s3RequestItem}. */
const freeErrors = new Set([
  ...[
    'PermanentRedirect',
    'TemporaryRedirect',
    'AuthorizationHeaderMalformed',
    'ExpiredToken',
    'InvalidToken',
  ],
  ...['InvalidArgument', 'InvalidDigest', 'InvalidRequest', 'InvalidTag', 'InvalidURI', 'KeyTooLongError'],
  ...['MalformedXML', 'MetadataTooLarge', 'MissingRequestBodyError', 'RequestTimeTooSkewed'],
  ...['SignatureDoesNotMatch', 'InvalidAccessKeyId', 'NoSuchUpload', 'MethodNotAllowed', 'OperationAborted'],
  ...['MissingContentLength', 'InvalidRange', 'BucketAlreadyExists'],
]);

/** A request to S3, and how it was answered. */
export interface S3Request {
  /** Name of the API operation, such as `PutObject`. */
  readonly operation: string;
  /** HTTP status of the response. */
  readonly status: number;
  /** Error code of the response, if it has one. */
  readonly errorCode?: string | undefined;
}

/**
 * Returns which item of the bill a request counts for; `undefined` if it is free. Responses of 4xx are billed like those of 200, such as
 * a GET of a missing key or a failed precondition; 5xx are not.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ErrorCodeBilling.html (read 2026-11-30).
 */
export function s3RequestItem({
  operation,
  status,
  errorCode,
}: S3Request): Extract<UsageItem, 's3Writes' | 's3Reads'> | undefined {
  if (status >= 500 || freeOperation.test(operation)) return undefined;
  if (errorCode !== undefined && freeErrors.has(errorCode)) return undefined;
  return writeOperation.test(operation) ? 's3Writes' : 's3Reads';
}
