import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  type KinesisClientConfig,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Deployment } from '../deployment.js';
import { DeployedFunction, type HandlerOutcome } from './deployed-function.js';

const accountId = '123456789012';
const streamName = 'headwaters-ingest-dev-stream';

/** The steps of a file through the deployed dev environment, each under the role that takes it on AWS. */
export class PipelineSteps {
  readonly #deployment: Deployment;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  static bucket(purpose: string): string {
    return `headwaters-ingest-dev-${purpose}-${accountId}-us-east-1`;
  }

  /** Uploads a file and invokes the producer. */
  async publish(key: string, body: Uint8Array): Promise<HandlerOutcome> {
    return this.notify(await this.upload(key, body));
  }

  /** Uploads a file. Returns its notification. */
  async upload(key: string, body: Uint8Array): Promise<unknown> {
    const Bucket = PipelineSteps.bucket('source');
    const { VersionId: versionId = '' } = await this.#asOwner((s3) =>
      s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body })),
    );
    return uploadEvent(Bucket, { key, versionId, size: body.length });
  }

  /** Invokes the producer with a notification. */
  async notify(event: unknown): Promise<HandlerOutcome> {
    return (await this.#read('producer')).invoke(event);
  }

  /** Reads the stream with a consumer's role, as Lambda does. Returns the consumer's event. */
  async poll(consumer: string): Promise<unknown> {
    const { client } = this.#deployment.aws;
    const credentials = await (await this.#read(consumer)).credentials();
    return readStream({ ...client, credentials }, streamName);
  }

  /** The number of Kinesis records on the stream. */
  async countKinesisRecords(): Promise<number> {
    const { aws } = this.#deployment;
    const event = await aws.withoutIam(() => readStream(aws.client, streamName));
    return event.Records.length;
  }

  /** Invokes a consumer with a batch. */
  async consume(consumer: string, event: unknown): Promise<HandlerOutcome> {
    return (await this.#read(consumer)).invoke(event);
  }

  /** Every archived object, in key order. */
  async archived(): Promise<{ key: string; body: Uint8Array }[]> {
    const Bucket = PipelineSteps.bucket('archive');
    return this.#asOwner(async (s3) => {
      const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      return Promise.all(
        objects.map(async ({ Key = '' }) => {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
          return { key: Key, body: (await Body?.transformToByteArray()) ?? new Uint8Array() };
        }),
      );
    });
  }

  /** Keys of the failures bucket under a prefix. */
  async failures(prefix: string): Promise<string[]> {
    const Bucket = PipelineSteps.bucket('failures');
    return this.#asOwner(async (s3) => {
      const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
      return objects.map(({ Key = '' }) => Key);
    });
  }

  #read(part: string): Promise<DeployedFunction> {
    const name = `headwaters-ingest-dev-${part}`;
    return this.#deployment.aws.withoutIam(() => DeployedFunction.read(this.#deployment, name));
  }

  #asOwner<Result>(act: (s3: S3Client) => Promise<Result>): Promise<Result> {
    return this.#deployment.aws.withoutIam(() => act(new S3Client(this.#deployment.aws.client)));
  }
}

/** Reads a stream like an event source mapping, with every API call that Lambda needs. */
async function readStream(client: KinesisClientConfig, streamName: string): Promise<{ Records: unknown[] }> {
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

/** The notification that S3 sends for an upload. */
function uploadEvent(bucket: string, upload: { key: string; versionId: string; size: number }): unknown {
  const { key, versionId, size } = upload;
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: '2026-11-23T00:00:00.000Z',
        eventName: 'ObjectCreated:Put',
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'uploads.txt',
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: encodeURIComponent(key).replaceAll('%20', '+'),
            versionId,
            size,
            sequencer: '0055AED6DCD90281E5',
          },
        },
      },
    ],
  };
}
