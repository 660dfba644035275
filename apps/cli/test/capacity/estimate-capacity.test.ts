import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { estimateCapacity, findShard } from '../../src/capacity/estimate-capacity.js';
import { capacitySettings } from '../../src/capacity/format-estimate.js';
import type { FileMeasurement } from '../../src/capacity/measure-file.js';
import { estimateMonthlyCost, hoursPerMonth } from '../../src/capacity/monthly-cost.js';

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

describe('estimateCapacity', () => {
  it('scales the sample to the rate: 10 MB/s become 10 Kinesis records and 3 MB a second, on 3 shards', () => {
    expect(estimateCapacity([file], { bytesPerSecond: 10_000_000, consumers: 2 })).toMatchObject({
      recordBytes: 300_000,
      recordsPerSecond: 10,
      streamBytesPerSecond: 3_000_000,
      shards: 3,
    });
  });

  it('needs 5 shards instead of 3 for a third consumer, which shares the read throughput of each shard', () => {
    expect(estimateCapacity([file], { bytesPerSecond: 10_000_000, consumers: 3 })).toMatchObject({
      shards: 5,
    });
  });

  it('puts one file on one shard, and drains it at the write rate of that shard', () => {
    const { busiestShardShare, drainSeconds } = estimateCapacity([file], {
      bytesPerSecond: 10_000_000,
      consumers: 2,
    });
    expect(busiestShardShare).toBe(1);
    expect(drainSeconds).toBeCloseTo(3_000_000 / 1_048_576);
  });

  it('spreads files with different partition keys over the shards', () => {
    const files = Array.from({ length: 60 }, (_, index) => ({ ...file, partitionKey: String(index) }));
    const { busiestShardShare } = estimateCapacity(files, { bytesPerSecond: 10_000_000, consumers: 2 });
    expect(busiestShardShare).toBeGreaterThan(1 / 3);
    expect(busiestShardShare).toBeLessThan(0.5);
  });

  it('rejects a sample of empty files', () => {
    const empty = { ...file, bytes: 0, blocks: 0, streamBytes: 0 };
    expect(() => estimateCapacity([empty], { bytesPerSecond: 1, consumers: 1 })).toThrow(
      /sample files are empty/,
    );
  });
});

describe('estimateMonthlyCost', () => {
  it('is $10.96 for an idle shard, twice that with one fan-out consumer, and $29.22 for an idle on-demand stream', () => {
    const cost = estimateMonthlyCost({ shards: 1, consumers: 1, streamBytesPerSecond: 0, unitsPerSecond: 0 });
    expect(cost.provisioned).toBeCloseTo(10.9575, 4);
    expect(cost.fanOut).toBeCloseTo(21.915, 4);
    expect(cost.onDemand).toBeCloseTo(29.22, 4);
  });

  it('adds 1.4 cents for each million PUT payload units', () => {
    const idle = { shards: 1, consumers: 1, streamBytesPerSecond: 0 };
    const unitsPerSecond = 1e6 / (hoursPerMonth * 3_600);
    const without = estimateMonthlyCost({ ...idle, unitsPerSecond: 0 });
    expect(estimateMonthlyCost({ ...idle, unitsPerSecond }).provisioned - without.provisioned).toBeCloseTo(
      0.014,
      6,
    );
  });
});

describe('capacitySettings', () => {
  it('returns at least one Kinesis record a second', () => {
    const estimate = estimateCapacity([file], { bytesPerSecond: 1, consumers: 2 });
    expect(capacitySettings(estimate)).toEqual({
      mode: 'provisioned-by-load',
      recordBytes: 300_000,
      recordsPerSecond: 1,
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
