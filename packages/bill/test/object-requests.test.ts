import { describe, expect, it } from '@jest/globals';
import { estimateObjectRequests, objectRequestUsage } from '@headwaters/bill';

describe('estimateObjectRequests', () => {
  it('fills a batch in one second: 10 blocks of a shard with 10 blocks per second', () => {
    const load = { shards: 1, recordBytes: 1_000, recordsPerSecond: 10, consumers: 2 };
    expect(estimateObjectRequests(load)).toMatchObject({
      blocksPerBatch: 10,
      archivePutsPerSecond: 10,
      receiptsPerSecond: 2 + 10 / 32,
    });
  });

  it('has one block per batch at less than a block per second and shard', () => {
    const load = { shards: 4, recordBytes: 1_000, recordsPerSecond: 1, consumers: 1 };
    expect(estimateObjectRequests(load).blocksPerBatch).toBe(1);
  });

  it('ends a batch at 100 blocks, and at 6 MB of base64: 17 blocks of 256 KiB', () => {
    const fast = { shards: 1, recordsPerSecond: 1_000, consumers: 1 };
    expect(estimateObjectRequests({ ...fast, recordBytes: 1_000 }).blocksPerBatch).toBe(100);
    expect(estimateObjectRequests({ ...fast, recordBytes: 262_144 }).blocksPerBatch).toBe(17);
  });
});

describe('objectRequestUsage', () => {
  it('is a write for each archived block and each receipt of a month', () => {
    const perSecond = 1 / (730.5 * 3_600);
    const usage = objectRequestUsage({ archivePutsPerSecond: perSecond, receiptsPerSecond: 2 * perSecond });
    expect(usage.s3Writes).toBeCloseTo(3, 9);
  });
});
