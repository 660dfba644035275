/**
 * AWS limits that only this stack's settings depend on, each with its unit, its source and the date on which it was read. The
 * limits that other packages share are in `@headwaters/pipeline-contract`.
 */

/** Source: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html, read on 2026-11-28. */
export const streamQuotas = {
  /**
   * Default quota of shards per account in us-east-1, us-west-2 and eu-west-1. It is 1,000 or 6,000 in the other regions; AWS
   * raises it on request.
   */
  maxShards: 20_000,
  /**
   * Consumers with enhanced fan-out of a provisioned or On-demand Standard stream.
   * Source: https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html, read on 2026-11-28.
   */
  maxFanOutConsumers: 20,
  /** The same of an On-demand Advantage stream. */
  maxFanOutConsumersWithAdvantage: 50,
} as const;

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, read on 2026-11-23. */
export const lambdaQuotas = {
  /** Size of all environment variables of a function, in bytes. */
  maxEnvironmentBytes: 4_096,
  /** Default quota of concurrent executions per account. */
  maxConcurrentExecutions: 1_000,
  /** Patterns per event source mapping. */
  maxFilterPatterns: 5,
  /** Characters of JSON per pattern. */
  maxFilterPatternCharacters: 4_096,
} as const;

/**
 * The Node.js runtimes with zstd. AWS deprecates them on 30 April 2027 and on 30 April 2028.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, read on 2026-11-28.
 */
export const lambdaRuntimes = ['nodejs22.x', 'nodejs24.x'] as const;

/** Source: S3 user guide, bucket naming rules, read on 2026-11-23. */
export const maxBucketNameCharacters = 63;

/**
 * Role names are unique per account, in every region. Function names may have 64 characters too.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, read on 2026-11-28.
 */
export const maxRoleNameCharacters = 64;

/** Source: IAM user guide, account identifiers, read on 2026-11-23. */
export const accountIdCharacters = 12;

/** Source: KMS API reference, EnableKeyRotation and ScheduleKeyDeletion, read on 2026-11-23. */
export const keyLimits = {
  minRotationDays: 90,
  maxRotationDays: 2_560,
  minDeletionWindowDays: 7,
  maxDeletionWindowDays: 30,
} as const;

/** Retention periods of a log group, in days. Source: CloudWatch Logs API reference, PutRetentionPolicy, read on 2026-11-23. */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288,
  3_653,
] as const;

/** Actions of an alarm per state. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html, read on 2026-11-28. */
export const maxAlarmActions = 5;

/** What an alarm may evaluate. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, read on 2026-11-30. */
export const alarmLimits = {
  /** Period times number of periods, in seconds, for a period of at least an hour: seven days. */
  maxEvaluatedSeconds: 604_800,
  /** The same for shorter periods: one day. */
  maxEvaluatedSecondsOfShortPeriods: 86_400,
} as const;

/** Queues that start the producer, or keep the uploads that did not. */
export const queueLimits = {
  /**
   * Event source mappings of queues. Above 10 messages a batch needs a window.
   * Sources: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html and
   * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, read on 2026-11-29.
   */
  queue: { maxBatchMessages: 10, minConcurrency: 2, maxConcurrency: 1_000 },
  /** Largest maxReceiveCount of a redrive policy. Source: Amazon SQS API reference, SetQueueAttributes, read on 2026-11-29. */
  maxReceives: 1_000,
  /** Retention of messages, in seconds: 14 days. Source: Amazon SQS API reference, CreateQueue, read on 2026-11-29. */
  maxRetentionSeconds: 1_209_600,
} as const;

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html, read on 2026-11-29. */
export const eventBridgeLimits = {
  /** Characters of an event pattern. */
  maxPatternCharacters: 2_048,
  /** Retries of a delivery to a target. */
  maxRetries: 185,
} as const;

/** Limits of Firehose. Source: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html, read on 2026-11-29. */
export const firehoseLimits = {
  buffer: {
    minMegabytes: 1,
    maxMegabytes: 128,
    defaultMegabytes: 5,
    minSeconds: 0,
    maxSeconds: 900,
    defaultSeconds: 300,
  },
  /** Retries of a COPY. Source: https://docs.aws.amazon.com/firehose/latest/APIReference/API_RedshiftRetryOptions.html, read on 2026-11-29. */
  maxRetrySeconds: 7_200,
} as const;
