import { hoursPerMonth, kinesisGigabyteBytes, kinesisPrices, onDemandUnitBytes } from './prices.js';

const secondsPerHour = 3_600;
const secondsPerMonth = hoursPerMonth * secondsPerHour;

/** Retention that is included in the price of a stream. */
const includedRetentionHours = 24;
/** Retention up to which the price of extended retention applies, and beyond it that of long retention. */
const maxExtendedRetentionHours = 168;

/** Average use of a stream over the month. */
export interface StreamUse {
  readonly shards: number;
  /** Consumers without enhanced fan-out. */
  readonly sharingConsumers: number;
  /** Consumers with enhanced fan-out. */
  readonly fanOutConsumers: number;
  /** Mean size of a Kinesis record with its partition key. */
  readonly recordBytes: number;
  /** Kinesis records. */
  readonly recordsPerSecond: number;
  /** PUT payload units. */
  readonly unitsPerSecond: number;
  readonly retentionHours: number;
}

/** Cost of a provisioned stream, in US dollars a month. */
export interface ProvisionedCost {
  readonly shards: number;
  readonly putPayloadUnits: number;
  readonly fanOut: number;
  readonly retention: number;
  readonly total: number;
}

/** Cost of an on-demand stream, in US dollars a month. */
export interface OnDemandCost {
  readonly stream: number;
  readonly dataIn: number;
  readonly dataOut: number;
  readonly fanOut: number;
  readonly retention: number;
  readonly total: number;
}

/** Cost of a stream in each capacity mode, in US dollars a month. Functions, S3, keys and metrics come on top. */
export interface MonthlyCost {
  readonly provisioned: ProvisionedCost;
  readonly onDemand: OnDemandCost;
  readonly advantage: OnDemandCost;
  /** What an account in On-demand Advantage pays at least for data in and out of all its streams in a region. */
  readonly advantageMinimum: number;
}

/** Estimates the monthly cost of a stream in each capacity mode. */
export function estimateMonthlyCost(use: StreamUse): MonthlyCost {
  const { perGigabyteIn, perGigabyteOut, minBytesPerSecond } = kinesisPrices.advantage;
  return {
    provisioned: provisionedCost(use),
    onDemand: onDemandCost(use, kinesisPrices.onDemand),
    advantage: onDemandCost(use, kinesisPrices.advantage),
    advantageMinimum: monthlyGigabytes(minBytesPerSecond) * (perGigabyteIn + perGigabyteOut),
  };
}

function provisionedCost(use: StreamUse): ProvisionedCost {
  const prices = kinesisPrices.provisioned;
  const shardHours = use.shards * hoursPerMonth;
  const bytesPerSecond = use.recordBytes * use.recordsPerSecond;
  const consumerCost =
    shardHours * prices.perConsumerShardHour + monthlyGigabytes(bytesPerSecond) * prices.perFanOutGigabyte;
  const isExtended = use.retentionHours > includedRetentionHours;
  const { longGigabytes } = retainedGigabytes(bytesPerSecond, use.retentionHours);
  return withTotal({
    shards: shardHours * prices.perShardHour,
    putPayloadUnits: ((use.unitsPerSecond * secondsPerMonth) / 1e6) * prices.perMillionPutPayloadUnits,
    fanOut: use.fanOutConsumers * consumerCost,
    retention:
      (isExtended ? shardHours * prices.perRetentionShardHour : 0) +
      longGigabytes * prices.perLongRetentionGigabyteMonth,
  });
}

function onDemandCost(
  use: StreamUse,
  prices: typeof kinesisPrices.onDemand | typeof kinesisPrices.advantage,
): OnDemandCost {
  const billedBytes = Math.ceil(use.recordBytes / onDemandUnitBytes) * onDemandUnitBytes;
  const bytesPerSecond = billedBytes * use.recordsPerSecond;
  const gigabytes = monthlyGigabytes(bytesPerSecond);
  const { extendedGigabytes, longGigabytes } = retainedGigabytes(bytesPerSecond, use.retentionHours);
  return withTotal({
    stream: hoursPerMonth * prices.perStreamHour,
    dataIn: gigabytes * prices.perGigabyteIn,
    dataOut: use.sharingConsumers * gigabytes * prices.perGigabyteOut,
    fanOut: use.fanOutConsumers * gigabytes * prices.perFanOutGigabyte,
    retention:
      extendedGigabytes * prices.perRetentionGigabyteMonth +
      longGigabytes * prices.perLongRetentionGigabyteMonth,
  });
}

function monthlyGigabytes(bytesPerSecond: number): number {
  return (bytesPerSecond * secondsPerMonth) / kinesisGigabyteBytes;
}

/** What a stream stores beyond the included retention, at any time: up to 168 h, and beyond them. */
function retainedGigabytes(bytesPerSecond: number, retentionHours: number) {
  const gigabytesPerHour = (bytesPerSecond * secondsPerHour) / kinesisGigabyteBytes;
  const hoursBetween = (from: number, to: number) => Math.max(0, Math.min(retentionHours, to) - from);
  return {
    extendedGigabytes: gigabytesPerHour * hoursBetween(includedRetentionHours, maxExtendedRetentionHours),
    longGigabytes: gigabytesPerHour * hoursBetween(maxExtendedRetentionHours, Infinity),
  };
}

function withTotal<Items extends Readonly<Record<string, number>>>(
  items: Items,
): Items & { readonly total: number } {
  return { ...items, total: Object.values(items).reduce((sum, amount) => sum + amount, 0) };
}
