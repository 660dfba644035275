import { describe, expect, it } from '@jest/globals';
import { estimateMonthlyCost, type StreamUse } from '../../src/capacity/monthly-cost.js';

const idle: StreamUse = {
  shards: 1,
  sharingConsumers: 1,
  fanOutConsumers: 0,
  recordBytes: 0,
  recordsPerSecond: 0,
  unitsPerSecond: 0,
  retentionHours: 24,
};

/** 25 MiB per second: the example of AWS's post on On-demand Advantage. */
const busy: StreamUse = { ...idle, recordBytes: 1_048_576, recordsPerSecond: 25 };

describe('estimateMonthlyCost', () => {
  it('is $10.96 for an idle shard, and $29.22 for an idle on-demand stream, which is free with Advantage', () => {
    const { provisioned, onDemand, advantage } = estimateMonthlyCost(idle);
    expect([provisioned.total, onDemand.total, advantage.total]).toEqual([
      expect.closeTo(10.9575, 4),
      expect.closeTo(29.22, 4),
      0,
    ]);
  });

  it('adds 1.4 cents for each million PUT payload units', () => {
    const { provisioned } = estimateMonthlyCost({ ...idle, unitsPerSecond: 1e6 / (730.5 * 3_600) });
    expect(provisioned.putPayloadUnits).toBeCloseTo(0.014, 6);
  });

  it('adds $14.61 per shard for a retention of 25 h and of 168 h alike', () => {
    const costs = [24, 25, 168].map(
      (retentionHours) => estimateMonthlyCost({ ...idle, retentionHours }).provisioned,
    );
    expect(costs.map(({ retention }) => retention)).toEqual([
      0,
      expect.closeTo(14.61),
      expect.closeTo(14.61),
    ]);
  });

  it('bills what a stream retains beyond 168 h by GB in each mode', () => {
    const week = estimateMonthlyCost({ ...busy, retentionHours: 168 });
    const longer = estimateMonthlyCost({ ...busy, retentionHours: 169 });
    const gigabytes = (25 * 3_600) / 1_024;
    const added = (['provisioned', 'onDemand', 'advantage'] as const).map(
      (mode) => longer[mode].retention - week[mode].retention,
    );
    expect(added).toEqual(Array(3).fill(expect.closeTo(gigabytes * 0.023, 6)));
  });

  it('costs $0.10 per GB of on-demand retention beyond 24 h, and 77 % less with Advantage', () => {
    const { onDemand, advantage } = estimateMonthlyCost({ ...busy, retentionHours: 48 });
    expect(onDemand.retention).toBeCloseTo(((24 * 25 * 3_600) / 1_024) * 0.1, 4);
    expect(1 - advantage.retention / onDemand.retention).toBeCloseTo(0.77);
  });

  it('bills a provisioned consumer with fan-out by shard and by GB', () => {
    const { fanOut } = estimateMonthlyCost({ ...busy, shards: 42, fanOutConsumers: 2 }).provisioned;
    expect(fanOut).toBeCloseTo(2 * (42 * 730.5 * 0.015 + ((25 * 730.5 * 3_600) / 1_024) * 0.013), 4);
  });

  it('rounds each Kinesis record of an on-demand stream up to 1 KB', () => {
    const dataIn = (recordBytes: number) =>
      estimateMonthlyCost({ ...idle, recordBytes, recordsPerSecond: 1_000 }).onDemand.dataIn;
    expect(dataIn(1)).toBe(dataIn(1_024));
    expect(dataIn(1_025)).toBe(2 * dataIn(1_024));
  });

  // https://aws.amazon.com/blogs/big-data/kinesis-on-demand-advantage-saves-60-on-streaming-costs/, scenarios 1 and 3.
  it('agrees with the bills that AWS published, to 4 %', () => {
    const perDay = (monthly: number) => monthly / (730.5 / 24);
    const hundred = estimateMonthlyCost({ ...busy, recordsPerSecond: 100 });
    expect(Math.abs(perDay(hundred.onDemand.total) / 1_037 - 1)).toBeLessThan(0.04);
    expect(Math.abs(perDay(hundred.advantage.total) / 412 - 1)).toBeLessThan(0.04);
    const fanOut = estimateMonthlyCost({ ...busy, sharingConsumers: 0, fanOutConsumers: 10 });
    expect(Math.abs(perDay(fanOut.onDemand.total) / 1_266 - 1)).toBeLessThan(0.04);
    expect(Math.abs(perDay(fanOut.advantage.total) / 419 - 1)).toBeLessThan(0.04);
    expect(perDay(estimateMonthlyCost(idle).advantageMinimum)).toBeCloseTo(101, 0);
  });
});
