import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
  type Shard,
  type ShardFilter,
} from '@aws-sdk/client-kinesis';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

const [shard0, shard1, shard2] = [0, 1, 2].map((index) => `shardId-00000000000${index}`);

describeContract('resharding', (subject, claim) => {
  const makeStream = (shardCount = 1) => subject().makeStream(shardCount);

  async function shardsOf(StreamName: string): Promise<Shard[]> {
    return (await subject().kinesis.send(new ListShardsCommand({ StreamName }))).Shards ?? [];
  }

  const isOpen = ({ SequenceNumberRange }: Shard) => SequenceNumberRange?.EndingSequenceNumber === undefined;

  async function put(StreamName: string, text: string): Promise<string | undefined> {
    const command = new PutRecordCommand({ StreamName, Data: Buffer.from(text), PartitionKey: 'a' });
    return (await subject().kinesis.send(command)).ShardId;
  }

  async function readAll(StreamName: string, ShardId: string | undefined) {
    const { kinesis } = subject();
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    return kinesis.send(new GetRecordsCommand({ ShardIterator }));
  }

  const split = (StreamName: string, NewStartingHashKey = String(2n ** 127n)) =>
    subject().kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit: shard0, NewStartingHashKey }));

  claim('a split closes the parent and opens two children that share its hash keys', async () => {
    const stream = await makeStream(1);
    await split(stream);
    const [parent, lower, upper] = await shardsOf(stream);
    expect(parent && isOpen(parent)).toBe(false);
    expect(lower).toMatchObject({ ShardId: shard1, ParentShardId: shard0 });
    expect(lower?.HashKeyRange).toEqual({ StartingHashKey: '0', EndingHashKey: String(2n ** 127n - 1n) });
    expect(upper).toMatchObject({ ShardId: shard2, ParentShardId: shard0 });
    expect(upper?.HashKeyRange?.StartingHashKey).toBe(String(2n ** 127n));
  });

  claim('after a split, new records go to a child and the parent keeps its records', async () => {
    const stream = await makeStream(1);
    expect(await put(stream, 'before')).toBe(shard0);
    await split(stream);
    expect(await put(stream, 'after')).toBe(shard1);
    const parent = await readAll(stream, shard0);
    expect(parent.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['before']);
    const child = await readAll(stream, shard1);
    expect(child.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())).toEqual(['after']);
  });

  claim('the end of a closed shard returns its children and no iterator', async () => {
    const stream = await makeStream(1);
    await put(stream, 'last');
    await split(stream);
    const { NextShardIterator, ChildShards, Records } = await readAll(stream, shard0);
    expect(Records).toHaveLength(1);
    expect(NextShardIterator).toBeUndefined();
    expect(ChildShards?.map(({ ShardId }) => ShardId)).toEqual([shard1, shard2]);
  });

  claim('a filter lists the open shards, all shards, or those after one', async () => {
    const StreamName = await makeStream(1);
    await split(StreamName);
    const list = async (ShardFilter: ShardFilter) =>
      (await subject().kinesis.send(new ListShardsCommand({ StreamName, ShardFilter }))).Shards?.map(
        ({ ShardId }) => ShardId,
      );
    expect(await list({ Type: 'AT_LATEST' })).toEqual([shard1, shard2]);
    expect(await list({ Type: 'FROM_TRIM_HORIZON' })).toEqual([shard0, shard1, shard2]);
    expect(await list({ Type: 'AFTER_SHARD_ID', ShardId: shard1 })).toEqual([shard2]);
  });

  claim('a filter of the first page holds for all pages', async () => {
    const StreamName = await makeStream(3);
    const { kinesis } = subject();
    await kinesis.send(
      new MergeShardsCommand({ StreamName, ShardToMerge: shard1, AdjacentShardToMerge: shard2 }),
    );
    const filter = { StreamName, ShardFilter: { Type: 'AT_LATEST' } } as const;
    const listed: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const request = NextToken === undefined ? { ...filter, MaxResults: 1 } : { NextToken, MaxResults: 1 };
      const page = await kinesis.send(new ListShardsCommand(request));
      listed.push(...(page.Shards ?? []).map(({ ShardId }) => ShardId));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(listed).toEqual([shard0, 'shardId-000000000003']);
  });

  claim('a next token excludes the name of the stream and a filter', async () => {
    const StreamName = await makeStream(2);
    const { kinesis } = subject();
    const { NextToken } = await kinesis.send(new ListShardsCommand({ StreamName, MaxResults: 1 }));
    for (const other of [{ StreamName }, { ShardFilter: { Type: 'AT_LATEST' } as const }]) {
      await expect(kinesis.send(new ListShardsCommand({ NextToken, ...other }))).rejects.toMatchObject({
        name: 'InvalidArgumentException',
      });
    }
  });

  claim('a merge names the lower shard first', async () => {
    const merge = new MergeShardsCommand({
      StreamName: await makeStream(2),
      ShardToMerge: shard1,
      AdjacentShardToMerge: shard0,
    });
    await expect(subject().kinesis.send(merge)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  claim('a merge closes both parents and opens one child that names them', async () => {
    const stream = await makeStream(2);
    await subject().kinesis.send(
      new MergeShardsCommand({ StreamName: stream, ShardToMerge: shard0, AdjacentShardToMerge: shard1 }),
    );
    const shards = await shardsOf(stream);
    expect(shards.map(isOpen)).toEqual([false, false, true]);
    expect(shards[2]).toMatchObject({ ParentShardId: shard0, AdjacentParentShardId: shard1 });
    expect(shards[2]?.HashKeyRange).toEqual({
      StartingHashKey: '0',
      EndingHashKey: String(2n ** 128n - 1n),
    });
  });

  claim('shards that are not adjacent are not merged', async () => {
    const stream = await makeStream(3);
    const merge = new MergeShardsCommand({
      StreamName: stream,
      ShardToMerge: shard0,
      AdjacentShardToMerge: shard2,
    });
    await expect(subject().kinesis.send(merge)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  claim('a closed shard is not split again', async () => {
    const stream = await makeStream(1);
    await split(stream);
    await expect(split(stream)).rejects.toThrow();
  });

  claim('a split outside the shard is rejected', async () => {
    const stream = await makeStream(2);
    const outside = split(stream, String(2n ** 127n + 5n));
    await expect(outside).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  claim('a uniform update leaves open shards of even width that cover every hash key', async () => {
    for (const [from, to] of [
      [2, 4],
      [2, 3],
      [4, 2],
      [3, 2],
    ] as const) {
      const stream = await makeStream(from);
      await subject().kinesis.send(
        new UpdateShardCountCommand({
          StreamName: stream,
          TargetShardCount: to,
          ScalingType: 'UNIFORM_SCALING',
        }),
      );
      const open = (await shardsOf(stream)).filter(isOpen);
      const starts = open
        .map(({ HashKeyRange }) => BigInt(HashKeyRange?.StartingHashKey ?? -1))
        .sort(compare);
      const width = 2n ** 128n / BigInt(to);
      expect(starts).toEqual(Array.from({ length: to }, (_, index) => BigInt(index) * width));
    }
  });

  claim('an update to more than double the shards is rejected', async () => {
    const update = new UpdateShardCountCommand({
      StreamName: await makeStream(2),
      TargetShardCount: 5,
      ScalingType: 'UNIFORM_SCALING',
    });
    await expect(subject().kinesis.send(update)).rejects.toThrow();
  });
});

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : 1);
