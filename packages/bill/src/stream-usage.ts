import {
  advantageMinBytesPerSecond,
  gigabyteBytes,
  hoursPerMonth,
  onDemandUnitBytes,
} from './billing-units.js';
import type { Usage } from './price-list.js';

const secondsPerHour = 3_600;
const secondsPerMonth = hoursPerMonth * secondsPerHour;

/** Retention that is included in the price of a stream. */
const includedRetentionHours = 24;
/** Retention up to which the price of extended retention applies, and beyond it that of long retention. */
const maxExtendedRetentionHours = 168;

/** Average load of a stream over the month. */
export interface StreamLoad {
  readonly shards: number;
  /** Consumers without enhanced fan-out. */
  readonly sharingConsumers: number;
  /** Consumers with enhanced fan-out. */
  readonly fanOutConsumers: number;
  /** Mean size of a Kinesis record with its partition key, in bytes. */
  readonly recordBytes: number;
  /** Kinesis records. */
  readonly recordsPerSecond: number;
  /** PUT payload units. */
  readonly unitsPerSecond: number;
  readonly retentionHours: number;
}

/** Returns what AWS bills of a provisioned stream in a month. Functions, S3, keys and metrics come on top. */
export function provisionedStreamUsage(load: StreamLoad): Usage {
  const shardHours = load.shards * hoursPerMonth;
  const bytesPerSecond = load.recordBytes * load.recordsPerSecond;
  const { longGigabytes } = retainedGigabytes(bytesPerSecond, load.retentionHours);
  return {
    kinesisShardHours: shardHours,
    kinesisPutUnits: load.unitsPerSecond * secondsPerMonth,
    kinesisFanOutShardHours: load.fanOutConsumers * shardHours,
    kinesisFanOutGigabytes: load.fanOutConsumers * monthlyGigabytes(bytesPerSecond),
    kinesisRetentionShardHours: load.retentionHours > includedRetentionHours ? shardHours : 0,
    kinesisLongRetentionGigabyteMonths: longGigabytes,
  };
}

/** Returns what AWS bills of a stream in On-demand Standard in a month. */
export function onDemandStreamUsage(load: StreamLoad): Usage {
  const { gigabytes, extendedGigabytes, longGigabytes } = onDemandGigabytes(load);
  return {
    onDemandStreamHours: hoursPerMonth,
    onDemandGigabytesIn: gigabytes,
    onDemandGigabytesOut: load.sharingConsumers * gigabytes,
    onDemandFanOutGigabytes: load.fanOutConsumers * gigabytes,
    onDemandRetentionGigabyteMonths: extendedGigabytes,
    kinesisLongRetentionGigabyteMonths: longGigabytes,
  };
}

/** Returns what AWS bills of a stream in On-demand Advantage in a month, without the minimum of the account. */
export function advantageStreamUsage(load: StreamLoad): Usage {
  const { gigabytes, extendedGigabytes, longGigabytes } = onDemandGigabytes(load);
  return {
    advantageGigabytesIn: gigabytes,
    advantageGigabytesOut: load.sharingConsumers * gigabytes,
    advantageFanOutGigabytes: load.fanOutConsumers * gigabytes,
    advantageRetentionGigabyteMonths: extendedGigabytes,
    kinesisLongRetentionGigabyteMonths: longGigabytes,
  };
}

/** What an account in On-demand Advantage pays for in a month at least, for all its streams in a region. */
export const advantageMinimumUsage: Usage = {
  advantageGigabytesIn: monthlyGigabytes(advantageMinBytesPerSecond),
  advantageGigabytesOut: monthlyGigabytes(advantageMinBytesPerSecond),
};

/** On-demand streams round each Kinesis record up to 1 KB. */
function onDemandGigabytes({ recordBytes, recordsPerSecond, retentionHours }: StreamLoad) {
  const billedBytes = Math.ceil(recordBytes / onDemandUnitBytes) * onDemandUnitBytes;
  const bytesPerSecond = billedBytes * recordsPerSecond;
  return {
    gigabytes: monthlyGigabytes(bytesPerSecond),
    ...retainedGigabytes(bytesPerSecond, retentionHours),
  };
}

/** Returns the GB of a month at a rate. */
export function monthlyGigabytes(bytesPerSecond: number): number {
  return (bytesPerSecond * secondsPerMonth) / gigabyteBytes;
}

/** What a stream stores beyond the included retention, at any time: up to 168 h, and beyond them. */
function retainedGigabytes(bytesPerSecond: number, retentionHours: number) {
  const gigabytesPerHour = (bytesPerSecond * secondsPerHour) / gigabyteBytes;
  const hoursBetween = (from: number, to: number) => Math.max(0, Math.min(retentionHours, to) - from);
  return {
    extendedGigabytes: gigabytesPerHour * hoursBetween(includedRetentionHours, maxExtendedRetentionHours),
    longGigabytes: gigabytesPerHour * hoursBetween(maxExtendedRetentionHours, Infinity),
  };
}
