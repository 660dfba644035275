import { createHash } from 'node:crypto';
import { kinesisLimits, shardsForLoad } from '@headwaters/pipeline-contract';
import type { FileMeasurement } from './measure-file.js';
import { type MonthlyCost, monthlyCost } from './monthly-cost.js';

export interface CapacityDemand {
  /** Uploads, before compression, at the busiest, in bytes per second. */
  readonly bytesPerSecond: number;
  readonly consumers: number;
}

/** What a stream needs to carry more of the same, and what that costs a month. */
export interface CapacityEstimate {
  readonly recordBytes: number;
  readonly recordsPerSecond: number;
  readonly streamBytesPerSecond: number;
  readonly shards: number;
  /** The share of the sample's bytes that its busiest shard takes; 1 / shards would be even. */
  readonly busiestShardShare: number;
  /** How long the sample itself takes to enter the stream, by its busiest shard. */
  readonly drainSeconds: number;
  readonly monthlyDollars: MonthlyCost;
}

/**
 * Estimates from measured files.
 *
 * @throws {@link RangeError} if the files hold nothing: there is no ratio to go by.
 */
export function estimateCapacity(
  files: readonly FileMeasurement[],
  { bytesPerSecond, consumers }: CapacityDemand,
): CapacityEstimate {
  const [bytes, blocks, streamBytes, units] = [
    sum(files, 'bytes'),
    sum(files, 'blocks'),
    sum(files, 'streamBytes'),
    sum(files, 'putPayloadUnits'),
  ];
  if (bytes === 0)
    throw new RangeError('The sample files hold nothing. Take files like those that will be uploaded.');
  const scale = bytesPerSecond / bytes;
  const recordBytes = Math.ceil(streamBytes / blocks);
  const load = { recordBytes, recordsPerSecond: blocks * scale, consumers };
  const shards = shardsForLoad(load);
  const busiestShardBytes = busiestShard(files, shards);
  return {
    recordBytes,
    recordsPerSecond: load.recordsPerSecond,
    streamBytesPerSecond: streamBytes * scale,
    shards,
    busiestShardShare: busiestShardBytes / streamBytes,
    drainSeconds: busiestShardBytes / kinesisLimits.shardWriteBytesPerSecond,
    monthlyDollars: monthlyCost({
      shards,
      consumers,
      streamBytesPerSecond: streamBytes * scale,
      unitsPerSecond: units * scale,
    }),
  };
}

type Counted = 'bytes' | 'blocks' | 'streamBytes' | 'putPayloadUnits';

const sum = (files: readonly FileMeasurement[], count: Counted) =>
  files.reduce((total, file) => total + file[count], 0);

function busiestShard(files: readonly FileMeasurement[], shards: number): number {
  const bytesByShard = new Map<number, number>();
  for (const { partitionKey, streamBytes } of files) {
    const shard = shardOfKey(partitionKey, shards);
    bytesByShard.set(shard, (bytesByShard.get(shard) ?? 0) + streamBytes);
  }
  return Math.max(...bytesByShard.values());
}

/** The shard that a partition key falls on, 0-based, in a stream whose shards share the range of hash keys equally. */
export function shardOfKey(partitionKey: string, shardCount: number): number {
  const hashKey = BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
  return Number((hashKey * BigInt(shardCount)) >> 128n);
}
