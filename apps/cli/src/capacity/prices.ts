/**
 * Prices of Kinesis Data Streams in us-east-1, in US dollars; GB are of 10^9 bytes.
 * Source: https://aws.amazon.com/kinesis/data-streams/pricing/, as known on 2026-11-23. Other regions differ; edit here.
 */
export const prices = {
  provisioned: {
    perShardHour: 0.015,
    perMillionPutPayloadUnits: 0.014,
    /** Enhanced fan-out, for each consumer and shard. */
    perConsumerShardHour: 0.015,
    perFanOutGigabyte: 0.013,
  },
  onDemand: {
    perStreamHour: 0.04,
    perGigabyteIn: 0.08,
    perGigabyteOut: 0.04,
  },
} as const;

/** Hours of an average month: 365.25 x 24 / 12. */
export const hoursPerMonth = 730.5;
