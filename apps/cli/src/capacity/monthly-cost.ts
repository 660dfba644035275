/**
 * Prices of Kinesis Data Streams in us-east-1, in US dollars. A GB is 10^9 bytes. Other regions have other prices.
 * Source: https://aws.amazon.com/kinesis/data-streams/pricing/, read on 2026-11-23.
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

/** Cost of the stream in US dollars a month, without Lambda, S3, and retention beyond 24 h. */
export interface MonthlyCost {
  readonly provisioned: number;
  /** Provisioned, with enhanced fan-out for every consumer. */
  readonly fanOut: number;
  readonly onDemand: number;
}

/** Average use over the month. */
interface StreamUse {
  readonly shards: number;
  readonly consumers: number;
  readonly streamBytesPerSecond: number;
  /** PUT payload units. */
  readonly unitsPerSecond: number;
}

/** Estimates the monthly cost of a stream in each capacity mode. */
export function estimateMonthlyCost({
  shards,
  consumers,
  streamBytesPerSecond,
  unitsPerSecond,
}: StreamUse): MonthlyCost {
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
