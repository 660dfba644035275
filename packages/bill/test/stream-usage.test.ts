import { describe, expect, it } from '@jest/globals';
import {
  advantageMinimumUsage,
  advantageStreamUsage,
  onDemandStreamUsage,
  priceUsage,
  provisionedStreamUsage,
  type StreamLoad,
  type Usage,
} from '@headwaters/bill';

const idle: StreamLoad = {
  shards: 1,
  sharingConsumers: 1,
  fanOutConsumers: 0,
  recordBytes: 0,
  recordsPerSecond: 0,
  unitsPerSecond: 0,
  retentionHours: 24,
};

/** 25 MiB per second: the example of AWS's post on On-demand Advantage. */
const busy: StreamLoad = { ...idle, recordBytes: 1_048_576, recordsPerSecond: 25 };

const dollars = (usage: Usage) => priceUsage(usage).dollars;
const modes = [provisionedStreamUsage, onDemandStreamUsage, advantageStreamUsage];
const totals = (load: StreamLoad) => modes.map((usageOf) => dollars(usageOf(load)));

describe('the use of a stream in a month', () => {
  it('costs $10.96 for an idle shard, and $29.22 for an idle on-demand stream, which is free with Advantage', () => {
    expect(totals(idle)).toEqual([expect.closeTo(10.9575, 4), expect.closeTo(29.22, 4), 0]);
  });

  it('adds 1.4 cents for each million PUT payload units', () => {
    const { kinesisPutUnits = 0 } = provisionedStreamUsage({ ...idle, unitsPerSecond: 1 / (730.5 * 3.6) });
    expect(dollars({ kinesisPutUnits: kinesisPutUnits * 1_000 })).toBeCloseTo(0.014, 6);
  });

  it('adds $14.61 per shard for a retention of 25 h and of 168 h alike', () => {
    const costs = [24, 25, 168].map((retentionHours) =>
      dollars(provisionedStreamUsage({ ...idle, retentionHours })),
    );
    expect(costs.map((cost) => cost - (costs[0] ?? 0))).toEqual([
      0,
      expect.closeTo(14.61),
      expect.closeTo(14.61),
    ]);
  });

  it('bills what a stream retains beyond 168 h by GB in each mode', () => {
    const week = totals({ ...busy, retentionHours: 168 });
    const longer = totals({ ...busy, retentionHours: 169 });
    const gigabytes = (25 * 3_600) / 1_024;
    expect(longer.map((cost, mode) => cost - (week[mode] ?? 0))).toEqual(
      Array(3).fill(expect.closeTo(gigabytes * 0.023, 6)),
    );
  });

  it('costs $0.10 per GB of on-demand retention beyond 24 h, and 77 % less with Advantage', () => {
    const load = { ...busy, retentionHours: 48 };
    const gigabytes = (24 * 25 * 3_600) / 1_024;
    expect(onDemandStreamUsage(load).onDemandRetentionGigabyteMonths).toBeCloseTo(gigabytes, 4);
    expect(advantageStreamUsage(load).advantageRetentionGigabyteMonths).toBeCloseTo(gigabytes, 4);
  });

  it('bills a provisioned consumer with fan-out by shard and by GB', () => {
    const usage = provisionedStreamUsage({ ...busy, shards: 42, fanOutConsumers: 2 });
    expect(usage.kinesisFanOutShardHours).toBeCloseTo(2 * 42 * 730.5);
    expect(usage.kinesisFanOutGigabytes).toBeCloseTo((2 * 25 * 730.5 * 3_600) / 1_024, 4);
  });

  it('rounds each Kinesis record of an on-demand stream up to 1 KB', () => {
    const dataIn = (recordBytes: number) =>
      onDemandStreamUsage({ ...idle, recordBytes, recordsPerSecond: 1_000 }).onDemandGigabytesIn ?? 0;
    expect(dataIn(1)).toBe(dataIn(1_024));
    expect(dataIn(1_025)).toBe(2 * dataIn(1_024));
  });

  // https://aws.amazon.com/blogs/big-data/kinesis-on-demand-advantage-saves-60-on-streaming-costs/, scenarios 1 and 3.
  it('agrees with the bills that AWS published, to 4 %', () => {
    const perDay = (usage: Usage) => dollars(usage) / (730.5 / 24);
    const hundred = { ...busy, recordsPerSecond: 100 };
    expect(Math.abs(perDay(onDemandStreamUsage(hundred)) / 1_037 - 1)).toBeLessThan(0.04);
    expect(Math.abs(perDay(advantageStreamUsage(hundred)) / 412 - 1)).toBeLessThan(0.04);
    const fanOut = { ...busy, sharingConsumers: 0, fanOutConsumers: 10 };
    expect(Math.abs(perDay(onDemandStreamUsage(fanOut)) / 1_266 - 1)).toBeLessThan(0.04);
    expect(Math.abs(perDay(advantageStreamUsage(fanOut)) / 419 - 1)).toBeLessThan(0.04);
    expect(perDay(advantageMinimumUsage)).toBeCloseTo(101, 0);
  });
});
