/**
 * Limits of Firehose, read on 2026-11-29.
 *
 * Source: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export const firehoseLimits = {
  /** Records of a PutRecordBatch request. */
  maxBatchRecords: 500,
  /** Data of a PutRecordBatch request. The page says 4 MB; the smaller reading. */
  maxBatchBytes: 4_000_000,
  /** Data of a record, before it is Base64-encoded: 1,000 KB, which the service counts as 1,024,000 bytes. */
  maxRecordBytes: 1_024_000,
} as const;
