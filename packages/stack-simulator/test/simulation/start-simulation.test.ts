import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  startSimulation,
  VirtualClock,
  type AcknowledgedEvent,
  type DestinationEvent,
  type InvocationEvent,
  type LogEvent,
  type ReadingFailureCode,
  type Simulation,
  type SimulationOptions,
  type UploadEvent,
} from '@headwaters/stack-simulator';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const echo = `export const handler = async (event) => { console.log(JSON.stringify(event)); };`;

const running: Simulation[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulation) => simulation.stop()));
});

async function start(
  stack: object,
  sources: { producer?: string; consumer?: string } = {},
  options: Partial<SimulationOptions> = {},
) {
  const stackDirectory = writeStack(stack, {
    'producer.zip': sources.producer ?? echo,
    'consumer.zip': sources.consumer ?? echo,
  });
  const simulation = await startSimulation({ stackDirectory, ...options });
  running.push(simulation);
  const client = {
    endpoint: simulation.endpoint,
    region: simulation.region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  };
  const seen = {
    log: [] as LogEvent[],
    upload: [] as UploadEvent[],
    invocation: [] as InvocationEvent[],
    acknowledged: [] as AcknowledgedEvent[],
    destination: [] as DestinationEvent[],
  };
  simulation.events.on('log', (event) => seen.log.push(event));
  simulation.events.on('upload', (event) => seen.upload.push(event));
  simulation.events.on('invocation', (event) => seen.invocation.push(event));
  simulation.events.on('acknowledged', (event) => seen.acknowledged.push(event));
  simulation.events.on('destination', (event) => seen.destination.push(event));
  return { simulation, seen, s3: new S3Client(client), kinesis: new KinesisClient(client) };
}

function messages(log: readonly LogEvent[], functionName: string): unknown[] {
  return log
    .filter((event) => event.functionName === functionName)
    .flatMap(({ line }) =>
      line.includes('\tINFO\t') ? [JSON.parse(line.split('\tINFO\t')[1] ?? '') as unknown] : [],
    );
}

describe('startSimulation', () => {
  it('invokes the producer with the S3 event of an upload that matches the filter', async () => {
    const { simulation, seen, s3 } = await start(ingestStack());
    const Bucket = 'source-123456789012';
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a folder/ü+1.txt', Body: 'hello' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'other.csv', Body: 'x' }));
    await simulation.whenIdle();

    expect(seen.upload.map(({ key, matched }) => [key, matched])).toEqual([
      ['a folder/ü+1.txt', ['producer']],
      ['other.csv', []],
    ]);
    expect(messages(seen.log, 'producer')).toEqual([
      {
        Records: [
          expect.objectContaining({
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            awsRegion: 'eu-west-1',
            eventName: 'ObjectCreated:Put',
            s3: expect.objectContaining({
              s3SchemaVersion: '1.0',
              bucket: {
                name: Bucket,
                ownerIdentity: { principalId: '123456789012' },
                arn: `arn:aws:s3:::${Bucket}`,
              },
              object: {
                key: 'a+folder/%C3%BC%2B1.txt',
                size: 5,
                eTag: '5d41402abc4b2a76b9719d911017c592',
                versionId: seen.upload[0]?.versionId,
                sequencer: seen.upload[0]?.sequencer,
              },
            }),
          }),
        ],
      },
    ]);
  });

  it('delivers one copy of a notification per delay of notificationDelays', async () => {
    const { simulation, seen, s3 } = await start(ingestStack(), {}, { notificationDelays: () => [50, 0, 1] });
    await s3.send(new PutObjectCommand({ Bucket: 'source-123456789012', Key: 'a.txt', Body: 'x' }));
    await simulation.whenIdle();
    expect(seen.upload).toHaveLength(1);
    expect(seen.invocation.map(({ functionName, attempt }) => [functionName, attempt])).toEqual(
      Array(3).fill(['producer', 1]),
    );
  });

  it('invokes the consumer with Kinesis records and emits acknowledged', async () => {
    const { simulation, seen, kinesis } = await start(ingestStack());
    await kinesis.send(
      new PutRecordsCommand({
        StreamName: 'stream',
        Records: ['one', 'two', 'three'].map((text) => ({ PartitionKey: 'k', Data: Buffer.from(text) })),
      }),
    );
    await simulation.whenIdle();

    const acknowledged = seen.acknowledged.flatMap(({ records }) => records);
    expect(acknowledged.map(({ kinesis: { data } }) => Buffer.from(data, 'base64').toString())).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(acknowledged[0]).toMatchObject({
      eventID: `shardId-000000000000:${acknowledged[0]?.kinesis.sequenceNumber ?? ''}`,
      eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/role',
    });
    expect(messages(seen.log, 'consumer')).toEqual([{ Records: acknowledged }]);
  });

  it('sends a failed batch to the failure bucket, with the event as a JSON string', async () => {
    const { simulation, seen, kinesis, s3 } = await start(
      ingestStack({ mapping: { maximum_retry_attempts: 1 } }),
      {
        consumer: `export const handler = async () => { throw new TypeError('no'); };`,
      },
    );
    await kinesis.send(
      new PutRecordCommand({ StreamName: 'stream', PartitionKey: 'k', Data: Buffer.from('poison') }),
    );
    await simulation.whenIdle();

    expect(seen.acknowledged).toEqual([]);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'failures' }));
    const Key = Contents[0]?.Key ?? '';
    expect(Contents).toHaveLength(1);
    expect(Key).toMatch(
      /^aws\/lambda\/[0-9a-f-]{36}\/shardId-0{12}\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
    );
    const object = await s3.send(new GetObjectCommand({ Bucket: 'failures', Key }));
    const body = JSON.parse((await object.Body?.transformToString()) ?? '') as { payload: string };
    expect(body).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      responseContext: { functionError: 'Unhandled' },
      KinesisBatchInfo: { batchSize: 1, shardId: 'shardId-000000000000' },
    });
    expect(JSON.parse(body.payload)).toEqual({ Records: seen.destination[0]?.records });
    expect(seen.invocation.map(({ attempt, outcome }) => [attempt, outcome.kind])).toEqual([
      [1, 'failed'],
      [2, 'failed'],
    ]);
  });

  it('invokes the aliases that the notification and the mapping name, and records the alias that failed', async () => {
    const poison = `export const handler = async () => { throw new TypeError('no'); };`;
    const { simulation, seen, s3, kinesis } = await start(
      ingestStack({
        versions: true,
        mapping: { maximum_retry_attempts: 0 },
        retries: { maximum_retry_attempts: 0 },
      }),
      { producer: poison, consumer: poison },
    );
    await s3.send(new PutObjectCommand({ Bucket: 'source-123456789012', Key: 'a.txt', Body: 'x' }));
    await kinesis.send(
      new PutRecordCommand({ StreamName: 'stream', PartitionKey: 'k', Data: Buffer.from('poison') }),
    );
    await simulation.whenIdle();
    const records = new Map(seen.destination.map(({ functionName, body }) => [functionName, body]));
    for (const name of ['producer', 'consumer']) {
      expect(records.get(name)).toMatchObject({
        requestContext: { functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}:live` },
        responseContext: { executedVersion: '1', functionError: 'Unhandled' },
      });
    }
  });

  it.each([
    [
      'a mapping to an undeclared alias',
      { mapping: { function_name: 'consumer:other' } },
      'consumer_mapping.function_name names consumer:other',
    ],
    [
      'an undeclared function as a destination',
      {
        retries: {
          destination_config: {
            on_failure: { destination: 'arn:aws:lambda:eu-west-1:123456789012:function:gone' },
          },
        },
      },
      'on_failure.destination names gone, which the stack does not declare',
    ],
    [
      'a mapping that starts in the future',
      { mapping: { starting_position: 'AT_TIMESTAMP', starting_position_timestamp: '2999-01-01T00:00:00Z' } },
      'consumer_mapping.starting_position_timestamp is 2999-01-01T00:00:00.000Z, which is in the future',
    ],
  ])('rejects %s, as AWS does', async (_, options, message) => {
    await expect(start(ingestStack(options))).rejects.toThrow(message);
  });

  it('continues reading after an expired iterator and a throttled key, without losing a Kinesis record', async () => {
    const failures = ['ExpiredIteratorException', 'KMSThrottlingException'] as const;
    const left: ReadingFailureCode[] = [...failures];
    const clock = new VirtualClock();
    const startMillis = clock.now();
    const readingFailure = () => left.shift();
    const { simulation, seen, kinesis } = await start(ingestStack(), {}, { readingFailure, clock });
    const StreamName = 'stream';
    await kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: Buffer.from('1') }));
    await clock.advance(1_000, () => simulation.whenSettled());
    expect(seen.acknowledged.flatMap(({ records }) => records)).toHaveLength(1);
    expect([left, clock.now() - startMillis]).toEqual([[], 1_000]);
  });

  it('drops an event without a retry at reserved concurrency 0, as AWS does', async () => {
    const { simulation, seen, s3 } = await start(ingestStack());
    simulation.reserveConcurrency('producer', 0);
    const Bucket = 'source-123456789012';
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a.txt', Body: 'x' }));
    await simulation.whenIdle();
    simulation.reserveConcurrency('producer', undefined);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'b.txt', Body: 'x' }));
    await simulation.whenIdle();
    expect(seen.invocation.map(({ outcome }) => outcome.kind)).toEqual(['throttled', 'succeeded']);
  });

  it('invokes a function once on request and returns its response or error', async () => {
    const { simulation, seen } = await start(ingestStack(), {
      consumer: `export const handler = async ({ a }) => { if (a === 0) throw new RangeError('none'); return a + 1; };`,
    });

    await expect(simulation.invoke('consumer', '{"a":1}')).resolves.toMatchObject({
      outcome: { kind: 'succeeded', payload: '2' },
    });
    await expect(simulation.invoke('consumer', '{"a":0}')).resolves.toMatchObject({
      outcome: { kind: 'failed', failure: { errorType: 'RangeError', errorMessage: 'none' } },
    });
    await expect(simulation.invoke('consumer:live', '{}')).rejects.toThrow(
      'The stack has no function consumer:live.',
    );
    await expect(simulation.invoke('absent', '{}')).rejects.toThrow('The stack has no function absent.');
    expect(seen.invocation.map(({ trigger, attempt }) => [trigger, attempt])).toEqual([
      ['api', 1],
      ['api', 1],
    ]);
  });

  it('stops its processes and removes its folder', async () => {
    const { simulation, kinesis, seen } = await start(ingestStack(), {
      consumer: `export const handler = async () => { console.log(process.pid, import.meta.url); };`,
    });
    await kinesis.send(
      new PutRecordCommand({ StreamName: 'stream', PartitionKey: 'k', Data: Buffer.from('x') }),
    );
    await simulation.whenIdle();
    const [, pid = '', url = ''] = /INFO\t(\d+) (.*)/.exec(seen.log.map(({ line }) => line).join('\n')) ?? [];
    expect(existsSync(dirname(new URL(url).pathname))).toBe(true);
    await simulation.stop();

    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    expect(existsSync(dirname(new URL(url).pathname))).toBe(false);
  });
});
