import { createHash } from 'node:crypto';
import {
  type ObjectRequests,
  type PipelineCost,
  comparePipelines,
  estimateObjectRequests,
  priceList,
} from '@headwaters/bill';
import {
  catchUpSeconds,
  kinesisLimits,
  shardsForLoad,
  streamUse,
  type StreamUse,
} from '@headwaters/pipeline-contract';
import { UsageError } from '../errors.js';
import type { FileMeasurement } from './measure-file.js';

const secondsPerHour = 3_600;

/** The load that the stream must carry. */
export interface CapacityDemand {
  /** Peak rate of uploads, before compression. */
  readonly bytesPerSecond: number;
  readonly consumers: number;
  /** Those of the consumers that have enhanced fan-out. The others share the read throughput of each shard. */
  readonly fanOutConsumers: number;
  /** Part of the shards' throughput that the load may use, in percent. */
  readonly targetUsePercent: number;
  readonly retentionHours: number;
}

/** How long the pipeline needs after an outage until nothing waits any more, while the load continues. */
export interface CatchUp {
  readonly outageHours: number;
  /** After an outage of the consumers. */
  readonly consumersHours: number;
  /** After an outage of producer and consumers. */
  readonly pipelineHours: number;
}

/** Smallest sample, in bytes. A smaller one has too few blocks, and of other sizes than a stream of uploads. */
const minSampleBytes = 1_000_000;

/** The outages for which the time to catch up is computed. */
const outagesHours = [1, 42];

/** Metrics of each shard that the setting `stream.shardLevelMetrics` enables. */
const shardLevelMetrics = 3;

/** The capacity that files like the sample need at a given rate, and its monthly cost. */
export interface CapacityEstimate {
  /** Mean size of a Kinesis record with its partition key. */
  readonly recordBytes: number;
  /** Kinesis records. */
  readonly recordsPerSecond: number;
  readonly streamBytesPerSecond: number;
  readonly shards: number;
  /** Parts of the shards' throughput that the load uses: 0.6 is 60 %. */
  readonly use: StreamUse;
  readonly catchUp: readonly CatchUp[];
  /** Share of the sample's bytes on its busiest shard, from 1 / shards (even) to 1. */
  readonly busiestShardShare: number;
  /** Time to write the sample's bytes to its busiest shard. */
  readonly drainSeconds: number;
  /**
   * Largest rate at which one file like these can be published, in bytes of the file per second: with the strategy `object` it has one
   * partition key, and so the write rate of one shard.
   */
  readonly singleFileBytesPerSecond: number;
  /** Cost of five ways to move the data, per month. */
  readonly costs: readonly PipelineCost[];
  readonly objectRequests: ObjectRequests;
  /** Cost of metrics of single shards, in US dollars a month. Off by default. */
  readonly shardLevelMetricsDollars: number;
}

/**
 * Extrapolates from sample files to a rate of uploads.
 *
 * @throws {@link UsageError} if the files have less than 1 MB together.
 */
export function estimateCapacity(
  files: readonly FileMeasurement[],
  demand: CapacityDemand,
): CapacityEstimate {
  const { bytesPerSecond, consumers, fanOutConsumers, targetUsePercent, retentionHours } = demand;
  const [bytes, blocks, streamBytes, units] = [
    sum(files, 'bytes'),
    sum(files, 'blocks'),
    sum(files, 'streamBytes'),
    sum(files, 'putPayloadUnits'),
  ];
  if (bytes < minSampleBytes) throw new UsageError(describeSmallSample(bytes));
  const scale = bytesPerSecond / bytes;
  const recordBytes = Math.ceil(streamBytes / blocks);
  const recordsPerSecond = blocks * scale;
  const sharingConsumers = consumers - fanOutConsumers;
  const load = { recordBytes, recordsPerSecond, consumers: sharingConsumers };
  const shards = shardsForLoad({ ...load, targetUsePercent });
  const use = streamUse(load, shards);
  const busiestShardBytes = bytesOfBusiestShard(files, shards);
  return {
    recordBytes,
    recordsPerSecond,
    streamBytesPerSecond: streamBytes * scale,
    shards,
    use,
    catchUp: outagesHours.map((outageHours) => catchUpAfter(outageHours, use)),
    busiestShardShare: busiestShardBytes / streamBytes,
    drainSeconds: busiestShardBytes / kinesisLimits.shardWriteBytesPerSecond,
    singleFileBytesPerSecond: (kinesisLimits.shardWriteBytesPerSecond * bytes) / streamBytes,
    costs: comparePipelines({
      shards,
      sharingConsumers,
      fanOutConsumers,
      recordBytes,
      recordsPerSecond,
      unitsPerSecond: units * scale,
      retentionHours,
      uploadBytesPerSecond: bytesPerSecond,
      linesPerSecond: sum(files, 'records') * scale,
      targetUsePercent,
    }),
    objectRequests: estimateObjectRequests({ shards, recordBytes, recordsPerSecond, consumers }),
    shardLevelMetricsDollars: shards * shardLevelMetrics * priceList.metricMonths.dollarsPerUnit,
  };
}

function describeSmallSample(bytes: number): string {
  return (
    `The sample has ${bytes.toLocaleString('en')} bytes, which is too little to extrapolate from. ` +
    'Give at least 1,000,000 bytes of files like those that will be uploaded.'
  );
}

function catchUpAfter(outageHours: number, use: StreamUse): CatchUp {
  const hoursAfter = (scope: 'consumers' | 'pipeline') =>
    catchUpSeconds(use, outageHours * secondsPerHour, scope) / secondsPerHour;
  return { outageHours, consumersHours: hoursAfter('consumers'), pipelineHours: hoursAfter('pipeline') };
}

type Total = 'bytes' | 'records' | 'blocks' | 'streamBytes' | 'putPayloadUnits';

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
