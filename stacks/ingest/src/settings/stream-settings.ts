import { kinesisLimits, shardsForLoad } from '@headwaters/pipeline-contract';
import * as v from 'valibot';
import { keyArn, text, wholeNumber } from './value-schemas.js';

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
  recordBytes: wholeNumber({
    unit: 'bytes',
    min: 1,
    max: kinesisLimits.maxRecordBytes,
    reason:
      'what a Kinesis record holds; of a block as it travels, not of a line: compressed, with its partition key',
  }),
  recordsPerSecond: wholeNumber({
    unit: 'records a second',
    min: 1,
    max: 500_000,
    reason: 'what 500 shards take in; at the busiest',
  }),
});

const onDemand = v.strictObject({ mode: v.literal('on-demand') });

/** A stream that somebody else made and scales. The stack reads and writes it, and never changes it. */
const existing = v.strictObject({
  mode: v.literal('existing'),
  name: text('the name of a stream of this account and region', /^[\w.-]{1,128}$/),
  /** The key that it is encrypted with, if a customer's key is. */
  keyArn: v.optional(keyArn),
});

/** The stream: how much it takes in, and how long it remembers. */
export const streamSettings = v.strictObject({
  capacity: v.optional(
    v.variant(
      'mode',
      [provisioned, provisionedByLoad, onDemand, existing],
      "set its mode to 'provisioned' with a shardCount, to 'provisioned-by-load' with what it must carry, to 'on-demand', " +
        "or to 'existing' with the name of a stream",
    ),
    { mode: 'on-demand' },
  ),
  /** Of a stream that is there already: what it has at least. */
  retentionHours: v.optional(
    wholeNumber({
      unit: 'hours',
      min: kinesisLimits.minRetentionHours,
      max: kinesisLimits.maxRetentionHours,
      reason: 'the retention that Kinesis offers; records older than that are gone',
    }),
    168,
  ),
});

export type StreamSettings = v.InferOutput<typeof streamSettings>;

/**
 * The shards that a stream is given; undefined where AWS adds them on demand, or somebody else does.
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
    case 'existing':
      return undefined;
  }
}
