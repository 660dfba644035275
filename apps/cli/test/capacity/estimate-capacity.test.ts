import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type CapacityDemand, estimateCapacity, findShard } from '../../src/capacity/estimate-capacity.js';
import { streamSettings } from '../../src/capacity/format-estimate.js';
import type { FileMeasurement } from '../../src/capacity/measure-file.js';

/** 10 MB of text that becomes 10 blocks of 300,000 bytes. */
const file: FileMeasurement = {
  file: 'day.txt',
  bytes: 10_000_000,
  records: 50_000,
  blocks: 10,
  streamBytes: 3_000_000,
  putPayloadUnits: 120,
  partitionKey: 'a',
};

/** 10 MB/s for a consumer that reads the shards and one with enhanced fan-out. */
const demand: CapacityDemand = {
  bytesPerSecond: 10_000_000,
  consumers: 2,
  fanOutConsumers: 1,
  targetUsePercent: 60,
  retentionHours: 168,
};

describe('estimateCapacity', () => {
  it('scales the sample to the rate: 10 MB/s become 10 Kinesis records and 3 MB a second, on 5 shards', () => {
    expect(estimateCapacity([file], demand)).toMatchObject({
      recordBytes: 300_000,
      recordsPerSecond: 10,
      streamBytesPerSecond: 3_000_000,
      shards: 5,
    });
  });

  it('needs 10 shards instead of 5 for two more consumers that share the read throughput of each shard', () => {
    const { shards, use } = estimateCapacity([file], { ...demand, consumers: 5, fanOutConsumers: 1 });
    expect(shards).toBe(10);
    expect(use.read).toBeCloseTo((4 * 3_000_000) / (10 * 2_097_152));
  });

  it('catches up in 1.3 h after an outage of 1 h, and in 56 h after 42 h', () => {
    const { use, catchUp } = estimateCapacity([file], demand);
    expect(use.write).toBeCloseTo(3_000_000 / (5 * 1_048_576));
    expect(catchUp).toEqual([
      { outageHours: 1, consumersHours: expect.closeTo(0.4), pipelineHours: expect.closeTo(1.34) },
      { outageHours: 42, consumersHours: expect.closeTo(16.83), pipelineHours: expect.closeTo(56.18) },
    ]);
  });

  it('puts one file on one shard, and drains it at the write rate of that shard', () => {
    const { busiestShardShare, drainSeconds } = estimateCapacity([file], demand);
    expect(busiestShardShare).toBe(1);
    expect(drainSeconds).toBeCloseTo(3_000_000 / 1_048_576);
  });

  it('spreads files with different partition keys over the shards', () => {
    const files = Array.from({ length: 60 }, (_, index) => ({ ...file, partitionKey: String(index) }));
    const { busiestShardShare } = estimateCapacity(files, demand);
    expect(busiestShardShare).toBeGreaterThan(1 / 5);
    expect(busiestShardShare).toBeLessThan(0.4);
  });

  it('costs 90 cents a month for 3 metrics of each shard', () => {
    expect(estimateCapacity([file], demand).shardLevelMetricsDollars).toBeCloseTo(5 * 0.9);
  });

  it('publishes one file at the write rate of one shard: 3.5 MB/s of text at 3.3 : 1', () => {
    const { singleFileBytesPerSecond } = estimateCapacity([file], demand);
    expect(singleFileBytesPerSecond).toBeCloseTo((1_048_576 * 10) / 3);
  });

  it('accepts a sample of 1,000,000 bytes, and rejects one of a byte less', () => {
    const sample = { ...file, bytes: 500_000 };
    expect(estimateCapacity([sample, sample], demand).shards).toBeGreaterThan(0);
    expect(() => estimateCapacity([sample, { ...sample, bytes: 499_999 }], demand)).toThrow(
      /999,999 bytes, which is too little/,
    );
  });
});

describe('streamSettings', () => {
  it('returns at least one Kinesis record a second, with target use and retention', () => {
    expect(streamSettings(demand, estimateCapacity([file], { ...demand, bytesPerSecond: 1 }))).toEqual({
      capacity: {
        mode: 'provisioned-by-load',
        recordBytes: 300_000,
        recordsPerSecond: 1,
        targetUsePercent: 60,
      },
      retentionHours: 168,
    });
  });
});

const firstByte = (key: string) => createHash('md5').update(key).digest()[0] ?? 0;

describe('findShard', () => {
  it('finds shard 0 for every key on a stream of one shard', () => {
    expect(findShard('any', 1)).toBe(0);
  });

  it('uses the first bit of the MD5 of the key on a stream of two shards', () => {
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) expect(findShard(key, 2)).toBe(firstByte(key) >> 7);
  });

  it('uses all of 7 shards, and no other number', () => {
    const shards = new Set(Array.from({ length: 200 }, (_, index) => findShard(String(index), 7)));
    expect([...shards].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
