import * as v from 'valibot';
import { kinesisLimits } from '@headwaters/pipeline-contract';
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

const onDemand = v.strictObject({ mode: v.literal('on-demand') });

/** The stream: how much it takes in, and how long it remembers. */
export const streamSettings = v.strictObject({
  capacity: v.variant(
    'mode',
    [provisioned, onDemand],
    "set its mode to 'provisioned' with a shardCount, or to 'on-demand'",
  ),
  retentionHours: wholeNumber({
    unit: 'hours',
    min: kinesisLimits.minRetentionHours,
    max: kinesisLimits.maxRetentionHours,
    reason: 'the retention that Kinesis offers; records older than that are gone',
  }),
});

export type StreamSettings = v.InferOutput<typeof streamSettings>;
