import { createHash } from 'node:crypto';
import { kinesisLimits, shardsForLoad } from '@headwaters/pipeline-contract';
import { UsageError } from '../errors.js';
import type { FileMeasurement } from './measure-file.js';
import { type MonthlyCost, estimateMonthlyCost } from './monthly-cost.js';

/** The load that the stream must carry. */
export interface CapacityDemand {
  /** Peak rate of uploads, before compression. */
  readonly bytesPerSecond: number;
  readonly consumers: number;
}

/** The capacity that files like the sample need at a given rate, and its monthly cost. */
export interface CapacityEstimate {
  /** Mean size of a Kinesis record with its partition key. */
  readonly recordBytes: number;
  /** Kinesis records. */
  readonly recordsPerSecond: number;
  readonly streamBytesPerSecond: number;
  readonly shards: number;
  /** Share of the sample's bytes on its busiest shard, from 1 / shards (even) to 1. */
  readonly busiestShardShare: number;
  /** Time to write the sample's bytes to its busiest shard. */
  readonly drainSeconds: number;
  readonly monthlyDollars: MonthlyCost;
}

/**
 * Extrapolates from sample files to a rate of uploads.
 *
 * @throws {@link UsageError} if all files are empty.
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
    throw new UsageError('The sample files are empty. Give files like those that will be uploaded.');
  const scale = bytesPerSecond / bytes;
  const recordBytes = Math.ceil(streamBytes / blocks);
  const load = { recordBytes, recordsPerSecond: blocks * scale, consumers };
  const shards = shardsForLoad(load);
  const busiestShardBytes = bytesOfBusiestShard(files, shards);
  return {
    recordBytes,
    recordsPerSecond: load.recordsPerSecond,
    streamBytesPerSecond: streamBytes * scale,
    shards,
    busiestShardShare: busiestShardBytes / streamBytes,
    drainSeconds: busiestShardBytes / kinesisLimits.shardWriteBytesPerSecond,
    monthlyDollars: estimateMonthlyCost({
      shards,
      consumers,
      streamBytesPerSecond: streamBytes * scale,
      unitsPerSecond: units * scale,
    }),
  };
}

type Total = 'bytes' | 'blocks' | 'streamBytes' | 'putPayloadUnits';

const sum = (files: readonly FileMeasurement[], total: Total) =>
  files.reduce((result, file) => result + file[total], 0);

function bytesOfBusiestShard(files: readonly FileMeasurement[], shards: number): number {
  const bytesByShard = new Map<number, number>();
  for (const { partitionKey, streamBytes } of files) {
    const shard = findShard(partitionKey, shards);
    bytesByShard.set(shard, (bytesByShard.get(shard) ?? 0) + streamBytes);
  }
  return Math.max(...bytesByShard.values());
}

/** Finds the shard, counted from 0, of a partition key on a stream whose shards divide the hash key range evenly. */
export function findShard(partitionKey: string, shardCount: number): number {
  const hashKey = BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
  return Number((hashKey * BigInt(shardCount)) >> 128n);
}
