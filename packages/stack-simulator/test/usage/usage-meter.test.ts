import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Usage, gigabyteBytes, hoursPerMonth } from '@headwaters/bill';
import type { InvocationResult } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { startMetered } from '../support/start-metered.js';

const millisPerHour = 3_600_000;
const bucket = 'source-123456789012';

type Resources = Readonly<Record<string, object>>;

/** Starts the ingest stack with other resources, of the types given. */
const start = (changes: Resources = {}, result: Partial<InvocationResult> = {}) => {
  const stack = ingestStack() as { resource: Resources };
  return startMetered({ ...stack, resource: { ...stack.resource, ...changes } }, result);
};

const object = (Key: string) => ({ Bucket: bucket, Key });

describe('Simulation.usage', () => {
  it('is nothing after the start: the calls that create the stack are not counted', async () => {
    const { simulation } = await start();
    expect(simulation.usage()).toEqual({});
  });

  it('counts the requests of functions and the uploads of others, with 404 and 412, without what others read', async () => {
    const { simulation, person, producer } = await start();
    await person.s3.send(new PutObjectCommand({ ...object('a.csv'), Body: 'x' }));
    await person.s3.send(new GetObjectCommand(object('a.csv')));
    await person.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(simulation.usage()).toMatchObject({ s3Writes: 1 });
    expect(simulation.usage().s3Reads).toBeUndefined();
    await producer.s3.send(new GetObjectCommand(object('a.csv')));
    await producer.s3.send(new GetObjectCommand(object('absent'))).catch(() => undefined);
    await producer.s3
      .send(new PutObjectCommand({ ...object('a.csv'), Body: 'y', IfNoneMatch: '*' }))
      .catch(() => undefined);
    await producer.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(simulation.usage()).toMatchObject({ s3Writes: 3, s3Reads: 2 });
  });

  it('counts invocations, and GB-seconds of duration and start', async () => {
    const { simulation, advance, person } = await start({}, { initDurationMillis: 500 });
    await person.s3.send(new PutObjectCommand({ ...object('a.txt'), Body: 'x' }));
    await advance(0);
    await simulation.whenIdle();
    expect(simulation.usage()).toMatchObject({
      lambdaRequests: 1,
      lambdaGigabyteSeconds: expect.closeTo(1.5 * 0.125, 9),
    });
  });

  it('does not count a throttled invocation', async () => {
    const { simulation } = await start({}, { outcome: { kind: 'throttled' } });
    await simulation.invoke('producer', '{}');
    expect(simulation.usage().lambdaRequests).toBeUndefined();
  });

  it('counts PUT payload units, and shards for the time of the run', async () => {
    const { simulation, advance, producer } = await start();
    const record = (bytes: number) => ({ PartitionKey: 'k', Data: Buffer.alloc(bytes) });
    await producer.kinesis.send(
      new PutRecordsCommand({ StreamName: 'stream', Records: [record(1), record(24_999), record(25_000)] }),
    );
    await advance(2 * millisPerHour);
    expect(simulation.usage()).toMatchObject({
      kinesisPutUnits: 1 + 1 + 2,
      kinesisShardHours: expect.closeTo(2, 6),
    });
    expect(simulation.usage().kinesisFanOutGigabytes).toBeUndefined();
  });

  it('bills an encrypted stream with retention and a consumer with fan-out by shard, GB and requests to KMS', async () => {
    const { simulation, advance, producer } = await start({
      aws_kinesis_stream: {
        stream: {
          name: 'stream',
          shard_count: 2,
          retention_period: 168,
          encryption_type: 'KMS',
          kms_key_id: 'alias/aws/kinesis',
        },
      },
      aws_kinesis_stream_consumer: {
        fast: { name: 'fast', stream_arn: '${aws_kinesis_stream.stream.arn}' },
      },
      aws_lambda_event_source_mapping: {
        consumer_mapping: {
          event_source_arn: '${aws_kinesis_stream_consumer.fast.arn}',
          function_name: '${aws_lambda_function.consumer.arn}',
          starting_position: 'TRIM_HORIZON',
        },
      },
    });
    const Data = Buffer.alloc(999);
    await producer.kinesis.send(
      new PutRecordsCommand({ StreamName: 'stream', Records: [{ PartitionKey: 'k', Data }] }),
    );
    await advance(millisPerHour);
    expect(simulation.usage()).toMatchObject({
      kinesisShardHours: expect.closeTo(2, 6),
      kinesisRetentionShardHours: expect.closeTo(2, 6),
      kinesisFanOutShardHours: expect.closeTo(2, 6),
      kinesisFanOutGigabytes: 1_000 / gigabyteBytes,
      // Producer and consumer, 12 each in 5 minutes.
      kmsRequests: expect.closeTo(2 * 144, 0),
    });
  });

  it('bills an on-demand stream by hour and by GB, with each record rounded up to 1 KB', async () => {
    const { simulation, advance, producer } = await start({
      aws_kinesis_stream: {
        stream: { name: 'stream', stream_mode_details: { stream_mode: 'ON_DEMAND' } },
      },
    });
    const record = { PartitionKey: 'k', Data: Buffer.alloc(1_024) };
    await producer.kinesis.send(new PutRecordsCommand({ StreamName: 'stream', Records: [record] }));
    await advance(millisPerHour);
    const usage = simulation.usage();
    expect(usage).toMatchObject({
      onDemandStreamHours: expect.closeTo(1, 6),
      onDemandGigabytesIn: 2_048 / gigabyteBytes,
      onDemandGigabytesOut: 2_048 / gigabyteBytes,
    });
    expect(usage.kinesisShardHours).toBeUndefined();
  });

  it('asks KMS for each object without a bucket key, and once for each caller and five minutes with one', async () => {
    const encrypted = (bucketKey: boolean) => ({
      aws_s3_bucket_server_side_encryption_configuration: {
        source: {
          bucket: '${aws_s3_bucket.source.id}',
          rule: {
            apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms' },
            bucket_key_enabled: bucketKey,
          },
        },
      },
    });
    const requests: (number | undefined)[] = [];
    for (const bucketKey of [false, true]) {
      const { simulation, advance, producer } = await start(encrypted(bucketKey));
      for (const key of ['a.csv', 'b.csv', 'c.csv'])
        await producer.s3.send(new PutObjectCommand({ ...object(key), Body: 'x' }));
      requests.push(simulation.usage().kmsRequests);
      await advance(11 * 60_000);
      requests.push(simulation.usage().kmsRequests);
    }
    expect(requests).toEqual([3, 3, 1, 3]);
  });

  it('counts log bytes with 26 for each line, and each metric once, for the time of the run', async () => {
    const { simulation, advance } = await start();
    const metrics = (service: string) =>
      JSON.stringify({
        _aws: {
          CloudWatchMetrics: [
            { Namespace: 'n', Dimensions: [['service']], Metrics: [{ Name: 'a' }, { Name: 'b' }] },
          ],
        },
        service,
      });
    const lines = [metrics('one'), metrics('one'), metrics('two'), 'text', '{"CloudWatchMetrics"'];
    for (const line of lines)
      simulation.events.emit('log', { functionName: 'producer', requestId: '', line });
    await advance(hoursPerMonth * millisPerHour);
    const bytes = lines.reduce((sum, line) => sum + line.length + 26, 0);
    expect(simulation.usage()).toMatchObject({
      logGigabytes: bytes / gigabyteBytes,
      metricMonths: expect.closeTo(4, 6),
    });
  });

  it('counts alarms by the metrics that they read, keys and stored data by time', async () => {
    const query = (id: string, metric?: object) => ({ id, ...(metric && { metric }) });
    const { simulation, advance, person } = await start({
      aws_cloudwatch_metric_alarm: {
        plain: { alarm_name: 'plain', metric_name: 'Errors' },
        sum: { alarm_name: 'sum', metric_query: [query('a', {}), query('b', {}), query('e')] },
      },
      aws_kms_key: { key: {} },
    });
    await person.s3.send(new PutObjectCommand({ ...object('a.csv'), Body: Buffer.alloc(1_000_000) }));
    await advance(hoursPerMonth * millisPerHour);
    expect(simulation.usage()).toMatchObject({
      alarmMonths: expect.closeTo(3, 6),
      kmsKeyMonths: expect.closeTo(1, 6),
      s3GigabyteMonths: expect.closeTo(1_000_000 / gigabyteBytes, 9),
    } satisfies Partial<Record<keyof Usage, unknown>>);
  });

  it('counts write units of 1 KB of each item, and one read unit for each read', async () => {
    const { simulation } = await start({
      aws_dynamodb_table: {
        users: { name: 'users', hash_key: 'pk', attribute: [{ name: 'pk', type: 'S' }] },
      },
    });
    const call = async (operation: string, input: unknown) => {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=x',
      };
      await fetch(simulation.endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
    };
    const item = (valueBytes: number) => ({ pk: { S: 'a' }, value: { S: 'x'.repeat(valueBytes) } });
    const [atLimit, overIt] = [item(1_024 - 8), item(2_049 - 8)];
    await call('PutItem', { TableName: 'users', Item: atLimit });
    await call('PutItem', { TableName: 'users', Item: overIt });
    const puts = [{ PutRequest: { Item: atLimit } }, { DeleteRequest: { Key: { pk: { S: 'b' } } } }];
    await call('BatchWriteItem', { RequestItems: { users: puts } });
    await call('UpdateItem', { TableName: 'users', Key: { pk: { S: 'a' } } });
    await call('DeleteItem', { TableName: 'users', Key: { pk: { S: 'a' } } });
    await call('GetItem', { TableName: 'users', Key: { pk: { S: 'a' } } });
    await call('PutItem', null);
    await call('PutItem', { Item: null });
    expect(simulation.usage()).toMatchObject({ dynamodbWrites: 1 + 3 + 2 + 1 + 1, dynamodbReads: 1 });
  });
});
