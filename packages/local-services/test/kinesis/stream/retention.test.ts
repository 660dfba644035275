import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
  PutRecordCommand,
  type ShardFilter,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../manual-clock.js';
import { type TestServices, startForTest } from '../../start-for-test.js';

const StreamName = 'kept';
const ShardId = 'shardId-000000000000';
const hour = 3_600_000;

describe('retention', () => {
  let clock: ManualClock;
  let running: TestServices;

  beforeEach(async () => {
    clock = new ManualClock();
    running = await startForTest({ clock });
    await running.kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  });
  afterEach(() => running.stop());

  const put = (text: string) =>
    running.kinesis.send(new PutRecordCommand({ StreamName, Data: Buffer.from(text), PartitionKey: 'k' }));

  const iterate = async () =>
    (
      await running.kinesis.send(
        new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      )
    ).ShardIterator;

  const readTexts = async (ShardIterator: string | undefined) => {
    const { Records = [] } = await running.kinesis.send(new GetRecordsCommand({ ShardIterator }));
    return Records.map(({ Data }) => Buffer.from(Data ?? []).toString());
  };

  it('expires an iterator after 5 minutes, not before', async () => {
    const iterator = await iterate();
    clock.advance(300_000);
    await readTexts(iterator);
    clock.advance(1);
    await expect(readTexts(iterator)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
  });

  it('expires records after 24 hours, not before', async () => {
    await put('first');
    clock.advance(1);
    await put('second');
    clock.advance(24 * hour - 1);
    expect(await readTexts(await iterate())).toEqual(['first', 'second']);
    clock.advance(1);
    expect(await readTexts(await iterate())).toEqual(['second']);
    clock.advance(1);
    expect(await readTexts(await iterate())).toEqual([]);
  });

  it('expires records after 48 hours if retention is 48 hours', async () => {
    await put('first');
    await running.kinesis.send(
      new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 }),
    );
    clock.advance(47 * hour);
    expect(await readTexts(await iterate())).toEqual(['first']);
    clock.advance(hour + 1);
    expect(await readTexts(await iterate())).toEqual([]);
  });

  it('removes a closed shard from the list once its records have expired', async () => {
    await running.kinesis.send(
      new SplitShardCommand({ StreamName, ShardToSplit: ShardId, NewStartingHashKey: String(2n ** 127n) }),
    );
    const shardIds = async () =>
      (await running.kinesis.send(new ListShardsCommand({ StreamName }))).Shards?.map(
        (shard) => shard.ShardId,
      );
    clock.advance(24 * hour);
    expect(await shardIds()).toHaveLength(3);
    clock.advance(1);
    expect(await shardIds()).toEqual(['shardId-000000000001', 'shardId-000000000002']);
  });

  it('lists the shards that were open at a time or since', async () => {
    const before = new Date(clock.now());
    clock.advance(hour);
    await running.kinesis.send(
      new SplitShardCommand({ StreamName, ShardToSplit: ShardId, NewStartingHashKey: String(2n ** 127n) }),
    );
    clock.advance(hour);
    const after = new Date(clock.now());
    const countOf = async (ShardFilter: ShardFilter) =>
      (await running.kinesis.send(new ListShardsCommand({ StreamName, ShardFilter }))).Shards?.length;
    expect(await countOf({ Type: 'AT_TIMESTAMP', Timestamp: before })).toBe(1);
    expect(await countOf({ Type: 'AT_TIMESTAMP', Timestamp: after })).toBe(2);
    expect(await countOf({ Type: 'FROM_TIMESTAMP', Timestamp: before })).toBe(3);
    expect(await countOf({ Type: 'FROM_TIMESTAMP', Timestamp: after })).toBe(2);
    expect(await countOf({ Type: 'AT_TRIM_HORIZON' })).toBe(1);
    clock.advance(23 * hour + 1);
    expect(await countOf({ Type: 'AT_TRIM_HORIZON' })).toBe(2);
  });

  it('reports how far a reader is behind', async () => {
    await put('first');
    clock.advance(5_000);
    await put('second');
    clock.advance(2_000);
    const answer = await running.kinesis.send(
      new GetRecordsCommand({ ShardIterator: await iterate(), Limit: 1 }),
    );
    expect(answer.MillisBehindLatest).toBe(7_000);
    const rest = await running.kinesis.send(
      new GetRecordsCommand({ ShardIterator: answer.NextShardIterator }),
    );
    expect(rest.MillisBehindLatest).toBe(0);
  });

  it('rejects a timestamp in the future', async () => {
    const future = new GetShardIteratorCommand({
      StreamName,
      ShardId,
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: new Date(clock.now() + 1_000),
    });
    await expect(running.kinesis.send(future)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });
});
