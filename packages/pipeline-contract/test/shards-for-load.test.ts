import { describe, expect, it } from '@jest/globals';
import { shardsForLoad } from '@headwaters/pipeline-contract';

const idle = { recordBytes: 0, recordsPerSecond: 0, consumers: 0 };

describe('shardsForLoad', () => {
  it('is 1 for an idle stream', () => {
    expect(shardsForLoad(idle)).toBe(1);
  });

  it('needs a second shard above 1 MiB written per second', () => {
    expect(shardsForLoad({ ...idle, recordBytes: 1_048_576, recordsPerSecond: 1 })).toBe(1);
    expect(shardsForLoad({ ...idle, recordBytes: 1_048_577, recordsPerSecond: 1 })).toBe(2);
  });

  it('needs a second shard above 1,000 Kinesis records per second', () => {
    expect(shardsForLoad({ ...idle, recordBytes: 1, recordsPerSecond: 1_000 })).toBe(1);
    expect(shardsForLoad({ ...idle, recordBytes: 1, recordsPerSecond: 1_001 })).toBe(2);
  });

  it('needs more shards for a third consumer: two use the 2 MiB per second that a shard can read', () => {
    const full = { recordBytes: 1_048_576, recordsPerSecond: 10 };
    expect(shardsForLoad({ ...full, consumers: 2 })).toBe(10);
    expect(shardsForLoad({ ...full, consumers: 3 })).toBe(15);
  });
});
