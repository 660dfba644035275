import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describeWithMoto, startMotoServer, type MotoServer } from '@headwaters/test-kit/moto-server';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { dynamodbSink } from '../src/sink/dynamodb/dynamodb-sink.js';
import { firehoseSink } from '../src/sink/firehose/firehose-sink.js';
import { blocksOf } from '../test/fakes/blocks-of.js';
import { deliveryOf } from '../test/fakes/delivery-of.js';

const { signal } = new AbortController();
setMaxListeners(0, signal);
const content = Array.from({ length: 1_200 }, (_, n) => `{"id":"user-${n % 50}","n":${n}}\n`).join('');
const deliveries = blocksOf({ bucket: 'uploads', key: 'users.jsonl' }, content, { cellBytes: 8_192 }).map(
  (block, index) => deliveryOf(block, index),
);

describeWithMoto('the sinks against moto', () => {
  let moto: MotoServer;
  let config: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };

  beforeAll(async () => {
    moto = await startMotoServer();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    config = { endpoint: moto.endpoint, region: 'us-east-1', credentials };
  });

  afterAll(() => moto.stop());

  it('firehose: a delivery stream to S3 stores the object byte for byte', async () => {
    const s3 = new S3Client({ ...config, forcePathStyle: true, requestHandler: new NodeHttpHandler() });
    const client = new FirehoseClient({ ...config, requestHandler: new NodeHttpHandler() });
    await s3.send(new CreateBucketCommand({ Bucket: 'delivered' }));
    const destination = {
      RoleARN: 'arn:aws:iam::123456789012:role/delivery',
      BucketARN: 'arn:aws:s3:::delivered',
    };
    await client.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: 'lines',
        DeliveryStreamType: 'DirectPut',
        ExtendedS3DestinationConfiguration: destination,
      }),
    );
    const sink = firehoseSink({ client, deliveryStreamName: 'lines', delimiter: '\n' });
    for (const delivery of deliveries) await sink.accept(delivery, signal);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'delivered' }));
    // moto writes an object per request and names it by its time in seconds: their order is not that of the requests.
    const objects = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'delivered', Key }));
        return (await Body?.transformToString()) ?? '';
      }),
    );
    const firstNumber = (text: string) => Number(/"n":(\d+)/.exec(text)?.[1]);
    const delivered = objects.sort((a, b) => firstNumber(a) - firstNumber(b)).join('');
    expect(createHash('sha256').update(delivered).digest('hex')).toBe(
      createHash('sha256').update(content).digest('hex'),
    );
  });

  it.each(['upsert', 'append'] as const)(
    'dynamodb, %s: every order of redeliveries leaves the same table',
    async (mode) => {
      const client = new DynamoDBClient({ ...config, requestHandler: new NodeHttpHandler() });
      const layout = {
        mode,
        key: { field: '/id', type: 'string', attribute: 'pk' },
        idAttribute: 'sk',
      } as const;
      const tableAfter = async (name: string, order: typeof deliveries) => {
        await client.send(
          new CreateTableCommand({
            TableName: name,
            AttributeDefinitions: ['pk', ...(mode === 'append' ? ['sk'] : [])].map((AttributeName) => ({
              AttributeName,
              AttributeType: 'S',
            })),
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              ...(mode === 'append' ? [{ AttributeName: 'sk', KeyType: 'RANGE' as const }] : []),
            ],
            BillingMode: 'PAY_PER_REQUEST',
          }),
        );
        const sink = dynamodbSink({ client, name }, { format: { format: 'json', delimiter: ',' }, layout });
        for (const delivery of order) await sink.accept(delivery, signal);
        const { Items = [] } = await client.send(new ScanCommand({ TableName: name }));
        return Items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
      };
      const inOrder = await tableAfter(`${mode}-1`, deliveries);
      expect(inOrder).toHaveLength(mode === 'append' ? 1_200 : 50);
      expect(await tableAfter(`${mode}-2`, [...deliveries.toReversed(), ...deliveries])).toEqual(inOrder);
    },
  );
});
