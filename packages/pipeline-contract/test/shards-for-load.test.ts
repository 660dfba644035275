import { describe, expect, it } from '@jest/globals';
import { shardsForLoad } from '@headwaters/pipeline-contract';

const idle = { recordBytes: 0, recordsPerSecond: 0, consumers: 0 };

describe('shardsForLoad', () => {
  it('is 1 for an idle stream', () => {
    expect(shardsForLoad(idle)).toBe(1);
  });

  it('takes 1 MiB a second in a shard and needs another for a byte more', () => {
    expect(shardsForLoad({ ...idle, recordBytes: 1_048_576, recordsPerSecond: 1 })).toBe(1);
    expect(shardsForLoad({ ...idle, recordBytes: 1_048_577, recordsPerSecond: 1 })).toBe(2);
  });

  it('takes 1,000 records a second in a shard and needs another for one more', () => {
    expect(shardsForLoad({ ...idle, recordBytes: 1, recordsPerSecond: 1_000 })).toBe(1);
    expect(shardsForLoad({ ...idle, recordBytes: 1, recordsPerSecond: 1_001 })).toBe(2);
  });

  it('gives 2 MiB a second out of a shard, which two consumers use up and a third does not fit into', () => {
    const full = { recordBytes: 1_048_576, recordsPerSecond: 10 };
    expect(shardsForLoad({ ...full, consumers: 2 })).toBe(10);
    expect(shardsForLoad({ ...full, consumers: 3 })).toBe(15);
  });
});
