/**
 * Prices of Kinesis Data Streams in us-east-1, in US dollars; GB are of 10^9 bytes.
 * Source: https://aws.amazon.com/kinesis/data-streams/pricing/, as known on 2026-11-23. Other regions differ; edit here.
 */
const prices = {
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

/** US dollars a month, for the stream alone: not for functions, requests to S3, or retention beyond a day. */
export interface MonthlyCost {
  readonly provisioned: number;
  /** Provisioned, with enhanced fan-out for every consumer. */
  readonly fanOut: number;
  readonly onDemand: number;
}

interface MonthlyUse {
  readonly shards: number;
  readonly consumers: number;
  readonly streamBytesPerSecond: number;
  readonly unitsPerSecond: number;
}

/** What a stream costs that is used like this all month. */
export function monthlyCost({
  shards,
  consumers,
  streamBytesPerSecond,
  unitsPerSecond,
}: MonthlyUse): MonthlyCost {
  const seconds = hoursPerMonth * 3_600;
  const gigabytes = (streamBytesPerSecond * seconds) / 1e9;
  const { provisioned: fixed, onDemand } = prices;
  const provisioned =
    shards * hoursPerMonth * fixed.perShardHour +
    ((unitsPerSecond * seconds) / 1e6) * fixed.perMillionPutPayloadUnits;
  return {
    provisioned,
    fanOut:
      provisioned +
      consumers * (shards * hoursPerMonth * fixed.perConsumerShardHour + gigabytes * fixed.perFanOutGigabyte),
    onDemand:
      hoursPerMonth * onDemand.perStreamHour +
      gigabytes * (onDemand.perGigabyteIn + consumers * onDemand.perGigabyteOut),
  };
}
