import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  type KinesisClientConfig,
} from '@aws-sdk/client-kinesis';

/** Reads a whole stream in the way of an event source mapping, by every action that Lambda asks for. */
export async function readStream(
  client: KinesisClientConfig,
  streamName: string,
): Promise<{ Records: unknown[] }> {
  const kinesis = new KinesisClient({ ...client, maxAttempts: 1 });
  await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
  const { StreamDescription: stream } = await kinesis.send(
    new DescribeStreamCommand({ StreamName: streamName }),
  );
  const { Shards: shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: streamName }));
  const perShard = await Promise.all(
    shards.map(({ ShardId: shardId = '' }) => readShard(kinesis, streamName, shardId)),
  );
  return { Records: perShard.flat().map((record) => ({ ...record, eventSourceARN: stream?.StreamARN })) };
}

async function readShard(kinesis: KinesisClient, StreamName: string, ShardId: string) {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  const { Records: records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return records.map(({ Data, PartitionKey, SequenceNumber = '' }) => ({
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventName: 'aws:kinesis:record',
    eventID: `${ShardId}:${SequenceNumber}`,
    awsRegion: 'us-east-1',
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: PartitionKey,
      sequenceNumber: SequenceNumber,
      data: Buffer.from(Data ?? []).toString('base64'),
      approximateArrivalTimestamp: 1_795_000_000.5,
    },
  }));
}
