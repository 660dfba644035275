import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  ListShardsCommand,
  ListStreamsCommand,
  ListTagsForResourceCommand,
  ListTagsForStreamCommand,
  RemoveTagsFromStreamCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  TagResourceCommand,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

describeContract('streams', (subject, claim) => {
  const makeStream = (shardCount = 1) => subject().makeStream(shardCount);

  async function summaryOf(name: string) {
    const command = new DescribeStreamSummaryCommand({ StreamName: name });
    return (await subject().kinesis.send(command)).StreamDescriptionSummary;
  }

  claim('a new stream has 3 shards, 24 h retention and no encryption', async () => {
    expect(await summaryOf(await makeStream(3))).toMatchObject({
      OpenShardCount: 3,
      RetentionPeriodHours: 24,
      EncryptionType: 'NONE',
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
  });

  claim('a stream without mode and ShardCount is on demand, with 4 shards', async () => {
    const StreamName = subject().uniqueName();
    await subject().kinesis.send(new CreateStreamCommand({ StreamName }));
    expect(await summaryOf(StreamName)).toMatchObject({
      OpenShardCount: 4,
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
  });

  claim('the shards of a new stream cover all 128-bit hash keys without a gap', async () => {
    const { Shards } = await subject().kinesis.send(
      new ListShardsCommand({ StreamName: await makeStream(3) }),
    );
    const ranges = Shards?.map(({ HashKeyRange }) => [
      BigInt(HashKeyRange?.StartingHashKey ?? -1),
      BigInt(HashKeyRange?.EndingHashKey ?? -1),
    ]);
    expect(ranges?.[0]?.[0]).toBe(0n);
    expect(ranges?.[1]?.[0]).toBe((ranges?.[0]?.[1] ?? 0n) + 1n);
    expect(ranges?.[2]?.[0]).toBe((ranges?.[1]?.[1] ?? 0n) + 1n);
    expect(ranges?.[2]?.[1]).toBe(2n ** 128n - 1n);
  });

  claim('a duplicate name is ResourceInUseException', async () => {
    const name = await makeStream();
    const again = subject().kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
    await expect(again).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  claim('a missing stream is ResourceNotFoundException', async () => {
    await expect(summaryOf('no-such-stream')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  claim('a stream is found by its ARN', async () => {
    const name = await makeStream();
    const arn = (await summaryOf(name))?.StreamARN;
    const { StreamDescription } = await subject().kinesis.send(new DescribeStreamCommand({ StreamARN: arn }));
    expect(StreamDescription).toMatchObject({
      StreamName: name,
      StreamStatus: 'ACTIVE',
      HasMoreShards: false,
    });
  });

  claim('a deleted stream no longer exists', async () => {
    const name = await makeStream();
    await subject().kinesis.send(new DeleteStreamCommand({ StreamName: name }));
    await expect(summaryOf(name)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  claim('an on-demand stream starts with 4 shards', async () => {
    const name = subject().uniqueName();
    await subject().kinesis.send(
      new CreateStreamCommand({ StreamName: name, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
    );
    expect(await summaryOf(name)).toMatchObject({
      OpenShardCount: 4,
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
  });

  claim('UpdateStreamMode changes the mode', async () => {
    const name = await makeStream();
    const arn = (await summaryOf(name))?.StreamARN;
    await subject().kinesis.send(
      new UpdateStreamModeCommand({ StreamARN: arn, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
    );
    expect(await summaryOf(name)).toMatchObject({ StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  });

  claim('retention is 24 to 8,760 hours', async () => {
    const { kinesis } = subject();
    const StreamName = await makeStream();
    await kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 8_760 }));
    expect(await summaryOf(StreamName)).toMatchObject({ RetentionPeriodHours: 8_760 });
    await kinesis.send(new DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 24 }));
    const lower = new DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 23 });
    await expect(kinesis.send(lower)).rejects.toThrow();
    const higher = new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 8_761 });
    await expect(kinesis.send(higher)).rejects.toThrow();
    expect(await summaryOf(StreamName)).toMatchObject({ RetentionPeriodHours: 24 });
  });

  claim('encryption starts with a key and stops', async () => {
    const { kinesis } = subject();
    const StreamName = await makeStream();
    const encryption = { StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } as const;
    await kinesis.send(new StartStreamEncryptionCommand(encryption));
    expect(await summaryOf(StreamName)).toMatchObject({ EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' });
    await kinesis.send(new StopStreamEncryptionCommand(encryption));
    expect(await summaryOf(StreamName)).toMatchObject({ EncryptionType: 'NONE' });
  });

  claim('tags are added and removed', async () => {
    const { kinesis } = subject();
    const StreamName = await makeStream();
    await kinesis.send(new AddTagsToStreamCommand({ StreamName, Tags: { team: 'a', stage: 'dev' } }));
    await kinesis.send(new RemoveTagsFromStreamCommand({ StreamName, TagKeys: ['stage'] }));
    const { Tags } = await kinesis.send(new ListTagsForStreamCommand({ StreamName }));
    expect(Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  });

  claim('tags are set by ARN', async () => {
    const { kinesis } = subject();
    const name = await makeStream();
    const ResourceARN = (await summaryOf(name))?.StreamARN;
    await kinesis.send(new TagResourceCommand({ ResourceARN, Tags: { team: 'b' } }));
    const { Tags } = await kinesis.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: 'team', Value: 'b' }]);
  });

  claim('pages of shards list each shard once', async () => {
    const { kinesis } = subject();
    const StreamName = await makeStream(5);
    const seen: (string | undefined)[] = [];
    let page = await kinesis.send(new ListShardsCommand({ StreamName, MaxResults: 2 }));
    for (;;) {
      seen.push(...(page.Shards ?? []).map(({ ShardId }) => ShardId));
      if (page.NextToken === undefined) break;
      page = await kinesis.send(new ListShardsCommand({ NextToken: page.NextToken, MaxResults: 2 }));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4].map((index) => `shardId-00000000000${index}`));
  });

  claim('streams are listed by name', async () => {
    const { kinesis } = subject();
    const names = [await makeStream(), await makeStream()];
    const listed: string[] = [];
    let ExclusiveStartStreamName: string | undefined;
    do {
      const page = await kinesis.send(new ListStreamsCommand({ Limit: 2, ExclusiveStartStreamName }));
      listed.push(...(page.StreamNames ?? []));
      ExclusiveStartStreamName = page.HasMoreStreams ? page.StreamNames?.at(-1) : undefined;
    } while (ExclusiveStartStreamName !== undefined);
    expect(listed).toEqual(expect.arrayContaining(names));
    expect(listed).toEqual([...listed].sort());
  });
});
