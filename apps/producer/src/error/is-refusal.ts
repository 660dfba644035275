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
