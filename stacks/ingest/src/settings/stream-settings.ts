import * as v from 'valibot';
import { kinesisLimits, shardsForLoad } from '@headwaters/pipeline-contract';
import { wholeNumber } from './whole-number.js';

const provisioned = v.strictObject({
  mode: v.literal('provisioned'),
  shardCount: wholeNumber({
    unit: 'shards',
    min: 1,
    max: 500,
    reason: 'the quota of a new account in most regions is 200 to 500; a shard takes in 1 MB/s',
  }),
});

const provisionedByLoad = v.strictObject({
  mode: v.literal('provisioned-by-load'),
  /** Of a block as it travels, not of a line: compressed, with its partition key. */
  recordBytes: wholeNumber({
    unit: 'bytes',
    min: 1,
    max: kinesisLimits.maxRecordBytes,
    reason: 'what a Kinesis record holds',
  }),
  recordsPerSecond: wholeNumber({
    unit: 'records a second',
    min: 1,
    max: 500_000,
    reason: 'what 500 shards take in; at the busiest',
  }),
});

const onDemand = v.strictObject({ mode: v.literal('on-demand') });

/** The stream: how much it takes in, and how long it remembers. */
export const streamSettings = v.strictObject({
  capacity: v.variant(
    'mode',
    [provisioned, provisionedByLoad, onDemand],
    "set its mode to 'provisioned' with a shardCount, to 'provisioned-by-load' with what it must carry, or to 'on-demand'",
  ),
  retentionHours: wholeNumber({
    unit: 'hours',
    min: kinesisLimits.minRetentionHours,
    max: kinesisLimits.maxRetentionHours,
    reason: 'the retention that Kinesis offers; records older than that are gone',
  }),
});

/**
 * The shards that a stream is given; undefined where AWS adds them on demand.
 *
 * @param sharingConsumers - Consumers without enhanced fan-out: they share what a shard gives out.
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
      return undefined;
  }
}

export type StreamSettings = v.InferOutput<typeof streamSettings>;
