import { hoursPerMonth, prices } from './prices.js';

/** US dollars a month, for the stream alone: not for functions, requests to S3, or retention beyond a day. */
export interface MonthlyCost {
  readonly provisioned: number;
  /** Provisioned, with enhanced fan-out for every consumer. */
  readonly fanOut: number;
  readonly onDemand: number;
}

export interface MonthlyUse {
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
