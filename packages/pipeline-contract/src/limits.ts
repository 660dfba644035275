/**
 * Limits of AWS that more than one part of the pipeline must respect. Each stands here once, with its unit and source;
 * all were read on 2026-11-23. (The record codec is published alone and keeps its own copy; a test holds both equal.)
 */

/** Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const kinesisLimits = {
  /** Data plus partition key of one record, in bytes. (10 MiB only after UpdateMaxRecordSize.) */
  maxRecordBytes: 1_048_576,
  /** Entries of one PutRecords request. */
  maxPutRecordsEntries: 500,
  /** Data plus partition keys of one PutRecords request, in bytes. AWS takes 10 MiB; older endpoints and emulators 5. */
  maxPutRecordsBytes: 5_242_880,
  /** Characters of a partition key. */
  maxPartitionKeyCharacters: 256,
  /** What one shard takes in, per second. */
  shardWriteBytesPerSecond: 1_048_576,
  shardWriteRecordsPerSecond: 1_000,
  /** What one shard gives out, per second, shared by all standard consumers. */
  shardReadBytesPerSecond: 2_097_152,
  shardReadCallsPerSecond: 5,
  /** Largest answer of one GetRecords call. */
  maxGetRecordsBytes: 10_485_760,
  maxGetRecordsRecords: 10_000,
  shardIteratorLifeSeconds: 300,
  minRetentionHours: 24,
  maxRetentionHours: 8_760,
  /** A record is billed in chunks of this many bytes, at least one. Source: the Kinesis pricing page. */
  putPayloadUnitBytes: 25_000,
} as const;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export const eventSourceMappingLimits = {
  maxBatchRecords: 10_000,
  /** The batch as the function receives it: data in base64. */
  maxBatchBytes: 6_291_456,
  maxBatchingWindowSeconds: 300,
  maxParallelizationFactor: 10,
  minRecordAgeSeconds: 60,
  maxRecordAgeSeconds: 604_800,
  maxRetries: 10_000,
} as const;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const functionLimits = {
  minMemoryMegabytes: 128,
  maxMemoryMegabytes: 10_240,
  maxTimeoutSeconds: 900,
  maxAsynchronousRetries: 2,
  minAsynchronousEventAgeSeconds: 60,
  maxAsynchronousEventAgeSeconds: 21_600,
} as const;

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const s3Limits = {
  /** Of UTF-8. */
  maxObjectKeyBytes: 1_024,
} as const;
