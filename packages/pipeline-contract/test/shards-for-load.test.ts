import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shardsForLoad, streamUse } from '@headwaters/pipeline-contract';

const idle = { recordBytes: 0, recordsPerSecond: 0, consumers: 0 };
/** Sizes the stream for a load that uses all of its throughput. */
const shardsAtFullUse = (load: Parameters<typeof shardsForLoad>[0]) =>
  shardsForLoad({ ...load, targetUsePercent: 100 });

describe('shardsForLoad', () => {
  it('is 1 for an idle stream', () => {
    expect(shardsForLoad(idle)).toBe(1);
  });

  it('needs a second shard above 1 MiB written per second', () => {
    expect(shardsAtFullUse({ ...idle, recordBytes: 1_048_576, recordsPerSecond: 1 })).toBe(1);
    expect(shardsAtFullUse({ ...idle, recordBytes: 1_048_577, recordsPerSecond: 1 })).toBe(2);
  });

  it('needs a second shard above 1,000 Kinesis records per second', () => {
    expect(shardsAtFullUse({ ...idle, recordBytes: 1, recordsPerSecond: 1_000 })).toBe(1);
    expect(shardsAtFullUse({ ...idle, recordBytes: 1, recordsPerSecond: 1_001 })).toBe(2);
  });

  it('needs more shards for a third consumer: two use the 2 MiB per second that a shard can read', () => {
    const full = { recordBytes: 1_048_576, recordsPerSecond: 10 };
    expect(shardsAtFullUse({ ...full, consumers: 2 })).toBe(10);
    expect(shardsAtFullUse({ ...full, consumers: 3 })).toBe(15);
  });

  it('uses 60 % of the shards by default: 6 MiB per second need 10 shards, and a byte more needs 11', () => {
    expect(shardsForLoad({ recordBytes: 1_048_576, recordsPerSecond: 6, consumers: 1 })).toBe(10);
    expect(shardsForLoad({ recordBytes: 6_291_457, recordsPerSecond: 1, consumers: 1 })).toBe(11);
  });

  it('uses at most the target, and more than the target with one shard less', () => {
    fc.assert(
      fc.property(
        fc.record({
          recordBytes: fc.integer({ min: 1, max: 1_048_576 }),
          recordsPerSecond: fc.integer({ min: 1, max: 100_000 }),
          consumers: fc.nat(5),
          targetUsePercent: fc.integer({ min: 1, max: 100 }),
        }),
        (load) => {
          const shards = shardsForLoad(load);
          const usePercent = (count: number) => {
            const { write, read } = streamUse(load, count);
            return 100 * Math.max(write, read);
          };
          expect(usePercent(shards)).toBeLessThanOrEqual(load.targetUsePercent * (1 + 1e-6));
          if (shards > 1) expect(usePercent(shards - 1)).toBeGreaterThan(load.targetUsePercent * (1 - 1e-6));
        },
      ),
    );
  });
});

describe('streamUse', () => {
  it('takes the scarcer of written bytes and written Kinesis records', () => {
    expect(streamUse({ recordBytes: 1_048_576, recordsPerSecond: 1, consumers: 1 }, 2).write).toBe(0.5);
    expect(streamUse({ recordBytes: 1, recordsPerSecond: 500, consumers: 1 }, 1).write).toBe(0.5);
  });

  it('reads twice as much with a second consumer that shares the throughput, and as with one for fan-out only', () => {
    const load = { recordBytes: 1_048_576, recordsPerSecond: 1 };
    const reads = [0, 1, 2].map((consumers) => streamUse({ ...load, consumers }, 1).read);
    expect(reads).toEqual([0.5, 0.5, 1]);
  });
});
