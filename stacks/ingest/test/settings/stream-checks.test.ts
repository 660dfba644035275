import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { prod } from '../../src/environments/prod.js';
import { synthesize } from '../synthesize.js';
import { problems } from './settings-problems.js';

/** A load of 75 full records per second: 75 % of the write throughput of 100 shards. */
const load = { mode: 'provisioned-by-load', recordBytes: 1_048_576, recordsPerSecond: 75 } as const;

/** Without the alarm, which goes off at this use. */
const withTarget = (targetUsePercent: number, recordsPerSecond = 75) => ({
  ...prod,
  alarms: { ...prod.alarms, writeThroughputPercent: 99 },
  stream: { ...prod.stream, capacity: { ...load, recordsPerSecond, targetUsePercent } },
});

describe('streamProblems', () => {
  it('accepts a target use of 75 %, and refuses 76 %, after which the stream could not catch up within its retention', () => {
    expect(problems(withTarget(74))).toBe('none');
    expect(problems(withTarget(75))).toBe('none');
    expect(problems(withTarget(76, 76))).toContain(
      '- stream.capacity.targetUsePercent is 76: lower it. The load uses 76.0 % of the write throughput of 100 shards: ' +
        'catching up after an outage of 42 h takes 133 h, more than the 126 h that are left of the retention of 168 h. ' +
        'Add shards, lower the target use, or give consumers enhanced fan-out.',
    );
  });

  it('counts the consumers that share the reads: three on 300 shards use 76 % of what each can read, but half of the writes', () => {
    const consumers = ['a', 'b', 'c'].map((name) => ({ name, sink: 'archive', fanOut: false }) as const);
    expect(problems({ ...withTarget(76, 152), consumers })).toContain(
      'lower it. The load uses 76.0 % of the read throughput of 300 shards',
    );
  });

  it.each([
    ['provisioned', { mode: 'provisioned', shardCount: 1 }],
    ['on-demand', { mode: 'on-demand' }],
    ['existing', { mode: 'existing', name: 'orders' }],
  ] as const)('accepts capacity mode %s, which states no load', (_, capacity) => {
    expect(problems({ ...prod, stream: { ...prod.stream, capacity } })).toBe('none');
  });

  it('refuses 19 slots for 20 shards, and accepts 20 and 21', () => {
    const withSlots = (partitionSlots: number) =>
      problems({
        ...dev,
        stream: { ...dev.stream, capacity: { mode: 'provisioned', shardCount: 20 } },
        producer: { ...dev.producer, partitionStrategy: 'field', partitionField: '/user', partitionSlots },
      });
    expect(withSlots(19)).toContain('- producer.partitionSlots is 19: set it to at least 20');
    expect(withSlots(20)).toBe('none');
    expect(withSlots(21)).toBe('none');
  });
});

describe('shardCountOf', () => {
  const shardsOf = (targetUsePercent: number) =>
    synthesize(withTarget(targetUsePercent)).resource('aws_kinesis_stream', 'stream')['shard_count'];

  it('provisions 100 shards for a target use of 75 %, and 125 for 60 %', () => {
    expect(shardsOf(75)).toBe(100);
    expect(shardsOf(60)).toBe(125);
  });

  it('provisions 11 shards for prod, whose load then uses 59.1 % of their write throughput', () => {
    const stream = synthesize(prod).resource('aws_kinesis_stream', 'stream');
    expect(stream).toMatchObject({ shard_count: 11 });
    expect((26 * 262_144) / (11 * 1_048_576)).toBeCloseTo(0.591, 3);
  });
});
