import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../manual-clock.js';
import { type TestServices, startForTest } from '../../start-for-test.js';

const stream = 'limited';
const throughputExceeded = { name: 'ProvisionedThroughputExceededException' };

describe('ShardLimits', () => {
  let clock: ManualClock;
  let running: TestServices;

  const start = async (shardCount: number, enforceLimits = true) => {
    clock = new ManualClock();
    running = await startForTest({ clock, enforceLimits });
    await running.kinesis.send(new CreateStreamCommand({ StreamName: stream, ShardCount: shardCount }));
  };

  beforeEach(() => start(1));
  afterEach(() => running.stop());

  const put = (bytes: number) =>
    running.kinesis.send(
      new PutRecordCommand({ StreamName: stream, Data: Buffer.alloc(bytes), PartitionKey: 'k' }),
    );

  const putMany = (count: number, bytes = 1, hashKeyOf: (index: number) => string = () => '0') =>
    running.kinesis.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: Array.from({ length: count }, (_, index) => ({
          Data: Buffer.alloc(bytes),
          PartitionKey: 'k',
          ExplicitHashKey: hashKeyOf(index),
        })),
      }),
    );

  const iterate = async () =>
    (
      await running.kinesis.send(
        new GetShardIteratorCommand({
          StreamName: stream,
          ShardId: 'shardId-000000000000',
          ShardIteratorType: 'TRIM_HORIZON',
        }),
      )
    ).ShardIterator;

  const get = (ShardIterator: string | undefined) =>
    running.kinesis.send(new GetRecordsCommand({ ShardIterator }));

  it('accepts 1,000 records per second and rejects the next', async () => {
    expect((await putMany(500)).FailedRecordCount).toBe(0);
    expect((await putMany(500)).FailedRecordCount).toBe(0);
    await expect(put(1)).rejects.toMatchObject(throughputExceeded);
    clock.advance(1);
    await put(1);
    await expect(put(1)).rejects.toMatchObject(throughputExceeded);
  });

  it('accepts 1 MiB per second, keys included, and rejects one byte more', async () => {
    await put(1_000_000);
    await expect(put(48_576)).rejects.toMatchObject(throughputExceeded);
    await put(48_574);
    await expect(put(0)).rejects.toMatchObject(throughputExceeded);
  });

  it('accumulates at most one second of capacity', async () => {
    clock.advance(60_000);
    await put(1_048_575);
    await expect(put(1)).rejects.toMatchObject(throughputExceeded);
  });

  it('rejects single entries of a request and reports which', async () => {
    const { FailedRecordCount, Records = [] } = await putMany(3, 500_000);
    expect(FailedRecordCount).toBe(1);
    expect(Records.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      undefined,
      throughputExceeded.name,
    ]);
    expect(Records[2]).toMatchObject({
      ErrorMessage:
        'Rate exceeded for shard shardId-000000000000 in stream limited under account 000000000000.',
    });
    expect(Records[2]?.SequenceNumber).toBeUndefined();
    expect(running.services.kinesis.statistics(stream)).toMatchObject({ records: 2, throttledRecords: 1 });
  });

  it('limits each shard separately', async () => {
    await running.stop();
    await start(2);
    const upperHalf = String(2n ** 127n);
    const answer = await putMany(4, 600_000, (index) => (index % 2 === 0 ? '0' : upperHalf));
    expect(answer.Records?.map(({ ErrorCode }) => ErrorCode !== undefined)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('accepts 5 reads per second and rejects the sixth', async () => {
    const iterator = await iterate();
    for (let read = 0; read < 5; read++) await get(iterator);
    await expect(get(iterator)).rejects.toMatchObject(throughputExceeded);
    clock.advance(200);
    await get(iterator);
  });

  it('returns 10 MiB at once and then rejects reads until 2 MiB per second have caught up', async () => {
    for (let second = 0; second < 11; second++) {
      await put(1_000_000);
      clock.advance(1_000);
    }
    const first = await get(await iterate());
    expect(first.Records).toHaveLength(10);
    await expect(get(first.NextShardIterator)).rejects.toMatchObject(throughputExceeded);
    clock.advance(3_700);
    await expect(get(first.NextShardIterator)).rejects.toMatchObject(throughputExceeded);
    clock.advance(100);
    expect((await get(first.NextShardIterator)).Records).toHaveLength(1);
  });

  it('has no rate limits if enforceLimits is false', async () => {
    await running.stop();
    await start(1, false);
    for (let request = 0; request < 3; request++) {
      expect((await putMany(500, 1_000)).FailedRecordCount).toBe(0);
    }
    const iterator = await iterate();
    for (let read = 0; read < 10; read++) await get(iterator);
  });
});
