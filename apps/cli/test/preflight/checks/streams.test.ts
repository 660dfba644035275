import { describe, expect, it } from '@jest/globals';
import type { AccountReader } from '../../../src/preflight/account-reader.js';
import { fanOutCheck, shardsCheck } from '../../../src/preflight/checks/streams.js';
import type { PlannedStream } from '../../../src/preflight/planned-stack.js';
import { fakePreflight } from '../fake-preflight.js';

const arn = 'arn:aws:kinesis:us-east-1:111122223333:stream/s';
const existing = (mode: PlannedStream['mode'], openShards: number): Partial<AccountReader> => ({
  findStream: () => Promise.resolve({ arn, mode, openShards }),
});

describe('shardsCheck', () => {
  const check = (stream: Omit<PlannedStream, 'name'>, reader: Partial<AccountReader> = {}) =>
    shardsCheck.run(
      fakePreflight({
        stack: { streams: [{ name: 's', ...stream }] },
        reader: {
          streamQuotas: () =>
            Promise.resolve({ maxShards: 100, openShards: 90, maxOnDemandStreams: 50, onDemandStreams: 50 }),
          ...reader,
        },
      }),
    );

  it('accepts 10 new shards with 90 of 100 open, and fails for 11', async () => {
    expect(await check({ mode: 'PROVISIONED', shards: 10 })).toMatchObject({ status: 'ok' });
    expect(await check({ mode: 'PROVISIONED', shards: 11 })).toMatchObject({
      status: 'failed',
      what: 'The account would have 101 open shards; its quota in this region is 100.',
    });
  });

  it('does not count twice the shards that the stream has already', async () => {
    const shards = { mode: 'PROVISIONED', shards: 20 } as const;
    expect(await check(shards, existing('PROVISIONED', 10))).toMatchObject({ status: 'ok' });
    expect(await check(shards, existing('PROVISIONED', 9))).toMatchObject({ status: 'failed' });
    expect(await check(shards, existing('ON_DEMAND', 10))).toMatchObject({ status: 'failed' });
  });

  it('fails for an on-demand stream too many, unless the stream exists', async () => {
    const stream = { mode: 'ON_DEMAND', shards: 0 } as const;
    expect(await check(stream)).toMatchObject({
      status: 'failed',
      what: 'The account would have 51 on-demand streams; its quota in this region is 50.',
    });
    expect(await check(stream, existing('ON_DEMAND', 4))).toMatchObject({ status: 'ok' });
  });

  it('accepts a smaller stream in an account that exceeds its quota', async () => {
    const reader = {
      ...existing('PROVISIONED', 200),
      streamQuotas: () =>
        Promise.resolve({ maxShards: 100, openShards: 200, maxOnDemandStreams: 0, onDemandStreams: 0 }),
    };
    expect(await check({ mode: 'PROVISIONED', shards: 150 }, reader)).toMatchObject({ status: 'ok' });
  });
});

describe('fanOutCheck', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `consumer-${index}`);
  const check = (
    planned: number,
    others: readonly string[],
    advantage = false,
    mode: 'ON_DEMAND' | 'PROVISIONED' = 'ON_DEMAND',
  ) =>
    fanOutCheck.run(
      fakePreflight({
        stack: { fanOutConsumers: names(planned).map((name) => ({ streamName: 's', name })) },
        reader: {
          ...existing(mode, 4),
          consumersOf: () => Promise.resolve(others),
          hasAdvantage: () => Promise.resolve(advantage),
        },
      }),
    );

  it('accepts 20 consumers and fails for 21, with those of other stacks', async () => {
    expect(await check(1, names(20))).toMatchObject({ status: 'ok' });
    expect(
      await check(1, [...names(1), ...Array.from({ length: 20 }, (_, index) => `other-${index}`)]),
    ).toMatchObject({
      status: 'failed',
      what: 's would have 21 consumers with enhanced fan-out; AWS allows 20.',
    });
  });

  it('allows 50 consumers of an on-demand stream in On-demand Advantage', async () => {
    expect(await check(50, [], true)).toMatchObject({ status: 'ok' });
    expect(await check(51, [], true)).toMatchObject({ status: 'failed' });
    expect(await check(21, [], false)).toMatchObject({ status: 'failed' });
    expect(await check(21, [], true, 'PROVISIONED')).toMatchObject({ status: 'failed' });
  });
});
