import { defaultTargetUsePercent, kinesisLimits, shardsForLoad } from '@headwaters/pipeline-contract';
import { flag, keyArn, patternString, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';
import { streamQuotas } from '../limits.js';

const provisioned = v.strictObject({
  mode: v.literal('provisioned'),
  shardCount: wholeNumber({
    unit: 'shards',
    min: 1,
    max: streamQuotas.maxShards,
    description:
      'open shards; each takes in 1 MiB/s. The default quota per account is 20,000 in us-east-1, us-west-2 and eu-west-1, and 1,000 or 6,000 in other regions',
  }),
});

const provisionedByLoad = v.strictObject({
  mode: v.literal('provisioned-by-load'),
  recordBytes: wholeNumber({
    unit: 'bytes',
    min: 1,
    max: kinesisLimits.maxRecordBytes,
    description:
      'size of a Kinesis record with its partition key: of a compressed block, not of a line of the file',
  }),
  recordsPerSecond: wholeNumber({
    unit: 'Kinesis records per second',
    min: 1,
    max: streamQuotas.maxShards * kinesisLimits.shardWriteRecordsPerSecond,
    description: 'at peak; the upper limit is the write rate of 20,000 shards',
  }),
  targetUsePercent: v.optional(
    wholeNumber({
      unit: 'percent',
      min: 1,
      max: 99,
      description:
        'part of the write and of the read capacity of the shards that this load uses. The rest is for peaks, and for catching up after an outage',
    }),
    defaultTargetUsePercent,
  ),
});

const onDemand = v.strictObject({
  mode: v.literal('on-demand'),
  advantage: v.optional(
    flag(
      'whether the account is in On-demand Advantage mode in this region, which allows 50 consumers with fanOut instead of 20. The stack does not change the mode',
    ),
    false,
  ),
});

/** A stream that is managed elsewhere. The stack reads and writes it, and never changes it. */
const existing = v.strictObject({
  mode: v.literal('existing'),
  name: patternString('the name of a stream in this account and region', /^[\w.-]{1,128}$/),
  /** Customer managed key that encrypts the stream, if any. */
  keyArn: v.optional(keyArn),
});

/** The stream: its capacity and its retention. */
export const streamSettings = v.strictObject({
  capacity: v.optional(
    v.variant(
      'mode',
      [provisioned, provisionedByLoad, onDemand, existing],
      "set its mode to 'provisioned' with a shardCount, to 'provisioned-by-load' with recordBytes and recordsPerSecond, to 'on-demand', " +
        "or to 'existing' with the name of a stream",
    ),
    { mode: 'on-demand' },
  ),
  /** For an existing stream: its least retention. */
  retentionHours: v.optional(
    wholeNumber({
      unit: 'hours',
      min: kinesisLimits.minRetentionHours,
      max: kinesisLimits.maxRetentionHours,
      description: 'retention of the stream; Kinesis deletes Kinesis records that are older',
    }),
    168,
  ),
  shardLevelMetrics: v.optional(
    flag(
      'whether Kinesis sends IncomingBytes, IncomingRecords and IteratorAgeMilliseconds of each shard, to find a hot shard (billed per shard and metric)',
    ),
    false,
  ),
});

export type StreamSettings = v.InferOutput<typeof streamSettings>;

/**
 * The number of shards to provision; undefined where AWS (on demand) or the owner of an existing stream decides it.
 *
 * @param sharingConsumers - Consumers without enhanced fan-out: they share the read throughput of each shard.
 */
export function shardCountOf(
  capacity: StreamSettings['capacity'],
  sharingConsumers: number,
): number | undefined {
  switch (capacity.mode) {
    case 'provisioned':
      return capacity.shardCount;
    case 'provisioned-by-load':
      return shardsForLoad({ ...capacity, consumers: sharingConsumers });
    case 'on-demand':
    case 'existing':
      return undefined;
  }
}
