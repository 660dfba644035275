import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { streamSettings } from '../../src/capacity/describe-estimate.js';
import { estimateCapacity, shardOfKey } from '../../src/capacity/estimate-capacity.js';
import type { FileMeasurement } from '../../src/capacity/measure-file.js';
import { hoursPerMonth, monthlyCost } from '../../src/capacity/monthly-cost.js';

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
  it('scales what was measured to the rate: 10 MB/s of it are 10 blocks and 3 MB a second, on 3 shards', () => {
    expect(estimateCapacity([file], { bytesPerSecond: 10_000_000, consumers: 2 })).toMatchObject({
      recordBytes: 300_000,
      recordsPerSecond: 10,
      streamBytesPerSecond: 3_000_000,
      shards: 3,
    });
  });

  it('needs more shards for a third consumer, which shares what a shard gives out', () => {
    expect(estimateCapacity([file], { bytesPerSecond: 10_000_000, consumers: 3 })).toMatchObject({
      shards: 5,
    });
  });

  it('tells that one file uses one shard, and how long it takes that one', () => {
    const { busiestShardShare, drainSeconds } = estimateCapacity([file], {
      bytesPerSecond: 10_000_000,
      consumers: 2,
    });
    expect(busiestShardShare).toBe(1);
    expect(drainSeconds).toBeCloseTo(3_000_000 / 1_048_576);
  });

  it('tells that files with other keys spread', () => {
    const files = Array.from({ length: 60 }, (_, index) => ({ ...file, partitionKey: String(index) }));
    const { busiestShardShare } = estimateCapacity(files, { bytesPerSecond: 10_000_000, consumers: 2 });
    expect(busiestShardShare).toBeGreaterThan(1 / 3);
    expect(busiestShardShare).toBeLessThan(0.5);
  });

  it('refuses a sample that holds nothing', () => {
    const empty = { ...file, bytes: 0, blocks: 0, streamBytes: 0 };
    expect(() => estimateCapacity([empty], { bytesPerSecond: 1, consumers: 1 })).toThrow(/hold nothing/);
  });
});

describe('monthlyCost', () => {
  it('is $10.96 for an idle shard, twice that with one fan-out consumer, and $29.22 for an idle stream on demand', () => {
    const cost = monthlyCost({ shards: 1, consumers: 1, streamBytesPerSecond: 0, unitsPerSecond: 0 });
    expect(cost.provisioned).toBeCloseTo(10.9575, 4);
    expect(cost.fanOut).toBeCloseTo(21.915, 4);
    expect(cost.onDemand).toBeCloseTo(29.22, 4);
  });

  it('adds 1.4 cents a million PUT units', () => {
    const idle = { shards: 1, consumers: 1, streamBytesPerSecond: 0 };
    const unitsPerSecond = 1e6 / (hoursPerMonth * 3_600);
    const without = monthlyCost({ ...idle, unitsPerSecond: 0 });
    expect(monthlyCost({ ...idle, unitsPerSecond }).provisioned - without.provisioned).toBeCloseTo(0.014, 6);
  });
});

describe('streamSettings', () => {
  it('asks for at least one block a second', () => {
    const estimate = estimateCapacity([file], { bytesPerSecond: 1, consumers: 2 });
    expect(streamSettings(estimate)).toEqual({
      mode: 'provisioned-by-load',
      recordBytes: 300_000,
      recordsPerSecond: 1,
    });
  });
});

const firstByte = (key: string) => createHash('md5').update(key).digest()[0] ?? 0;

describe('shardOfKey', () => {
  it('puts every key on the one shard of a stream that has one', () => {
    expect(shardOfKey('any', 1)).toBe(0);
  });

  it('goes by the first bit of the MD5 of the key in a stream of two', () => {
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) expect(shardOfKey(key, 2)).toBe(firstByte(key) >> 7);
  });

  it('stays below the number of shards and uses all of them', () => {
    const shards = new Set(Array.from({ length: 200 }, (_, index) => shardOfKey(String(index), 7)));
    expect([...shards].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
