/**
 * AWS limits that more than one project depends on: each stands here once. All sources were read on 2026-11-23.
 *
 * The record codec is published on its own and has a copy of its Kinesis limits; a test asserts that both are equal.
 */

/** Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html, unless noted. */
export const kinesisLimits = {
  /** Data plus partition key of one Kinesis record, in bytes. AWS allows 10 MiB after UpdateMaxRecordSize. */
  maxRecordBytes: 1_048_576,
  /** Entries per PutRecords request. */
  maxPutRecordsEntries: 500,
  /** Data plus partition keys per PutRecords request, in bytes. AWS accepts 10 MiB; older endpoints and emulators 5. */
  maxPutRecordsBytes: 5_242_880,
  maxPartitionKeyCharacters: 256,
  /** Write throughput per shard. */
  shardWriteBytesPerSecond: 1_048_576,
  shardWriteRecordsPerSecond: 1_000,
  /** Read throughput per shard, shared by all consumers without enhanced fan-out. */
  shardReadBytesPerSecond: 2_097_152,
  shardReadCallsPerSecond: 5,
  /** Size of one GetRecords response. */
  maxGetRecordsBytes: 10_485_760,
  maxGetRecordsRecords: 10_000,
  shardIteratorLifeSeconds: 300,
  minRetentionHours: 24,
  maxRetentionHours: 8_760,
  /** Billing unit of a Kinesis record, rounded up. Source: https://aws.amazon.com/kinesis/data-streams/pricing/ */
  putPayloadUnitBytes: 25_000,
} as const;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export const eventSourceMappingLimits = {
  maxBatchRecords: 10_000,
  /** Size of the event that the function receives, in bytes. Data is Base64-encoded. */
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
  /** Length of an object key, in bytes of UTF-8. */
  maxObjectKeyBytes: 1_024,
} as const;
