import * as clientKinesis from '@aws-sdk/client-kinesis';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operations } from '../../src/kinesis/operations/operations.js';
import { subscribeToShard } from '../../src/kinesis/operations/subscribe-to-shard.js';
import { type TestServices, startForTest } from '../start-for-test.js';
import { type RecordedError, recordedErrors } from './recorded-messages.js';

describe('parameters of Kinesis operations', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
    await running.kinesis.send(new CreateStreamCommand({ StreamName: 'recorded', ShardCount: 3 }));
  });
  afterAll(() => running.stop());

  async function call(operation: string, request: object) {
    const response = await fetch(running.services.endpoint, {
      method: 'POST',
      headers: {
        'X-Amz-Target': `Kinesis_20131202.${operation}`,
        'Content-Type': 'application/x-amz-json-1.1',
      },
      body: JSON.stringify(request),
    });
    const body = (await response.json()) as { __type: string; message?: string; Message?: string };
    return { status: response.status, type: body.__type, message: body.message ?? body.Message };
  }

  /** AWS lists violated constraints in no fixed order. */
  const normalized = (message = '') =>
    message
      .replace(/^\d+ validation errors? detected: /, '')
      .split('; ')
      .sort();

  const title = ({ operation, request }: RecordedError) =>
    `${operation} ${JSON.stringify(request).slice(0, 90)}`;

  it.each(recordedErrors.map((error) => [title(error), error] as const))(
    'are refused as recorded on AWS: %s',
    async (_title, { operation, request, type, message }) => {
      const answer = await call(operation, request);
      expect([answer.status, answer.type]).toEqual([400, type]);
      expect(normalized(answer.message)).toEqual(normalized(message));
    },
  );

  it.each([
    ['IncreaseStreamRetentionPeriod', { StreamName: 'recorded', RetentionPeriodHours: 24.5 }],
    ['CreateStream', { StreamName: 'half', ShardCount: 1.5 }],
    ['DescribeStream', { StreamName: 'recorded', Limit: 1e-9 }],
    ['UpdateShardCount', { StreamName: 'recorded', TargetShardCount: 3.2, ScalingType: 'UNIFORM_SCALING' }],
  ])('must be whole numbers: %s %j', async (operation, request) => {
    expect(await call(operation, request)).toMatchObject({
      status: 400,
      type: 'SerializationException',
      message: expect.stringMatching(/is not a whole number/),
    });
  });

  it.each(['abc', 'a===', 'ab!d', '####'])(
    'reject data that is not Base64 without repeating it: %s',
    async (Data) => {
      const answer = await call('PutRecord', { StreamName: 'recorded', PartitionKey: 'k', Data });
      expect(answer).toMatchObject({ status: 400, type: 'SerializationException' });
      expect(answer.message).not.toContain(Data);
    },
  );

  it.each([
    ['GetShardIterator', { Timestamp: 1e300 }],
    ['GetShardIterator', { Timestamp: -1e300 }],
    ['ListShards', { StreamName: 'recorded', ShardFilter: { Type: 'AT_TIMESTAMP' } }],
    ['ListShards', { StreamName: 'recorded', ShardFilter: { Type: 'AFTER_SHARD_ID' } }],
    ['ListShards', { NextToken: 'bm9uc2Vuc2U=' }],
    ['ListShards', { NextToken: Buffer.from('[1]').toString('base64url') }],
    ['ListShards', { NextToken: Buffer.from('{}').toString('base64url') }],
    ['PutRecords', { StreamName: 'recorded', Records: [null] }],
    ['StartStreamEncryption', { StreamName: 'recorded', EncryptionType: 'NONE', KeyId: 'k' }],
    ['CreateStream', { StreamName: 'tagged', ShardCount: 1, Tags: { 'a;b': 'c' } }],
    ['TagResource', { ResourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/a/b', Tags: { a: 'b' } }],
  ])('of a bad value give 400, never 500: %s %j', async (operation, request) => {
    expect(await call(operation, request)).toMatchObject({ status: 400 });
  });

  it('of AWS that have no effect here are refused by name', async () => {
    const refused = { status: 501, type: 'UnsupportedParameterException' };
    expect(await call('GetRecords', { ShardIterator: 'a', DryRun: true })).toMatchObject({
      ...refused,
      message: expect.stringContaining('DryRun'),
    });
    expect(await call('CreateStream', { StreamName: 'a', MaxRecordSizeInKiB: 2048 })).toMatchObject(refused);
  });

  it('are all those of the AWS SDK', () => {
    const inputs = new Map<string, readonly string[]>();
    for (const [name, schema] of Object.entries(clientKinesis)) {
      const input = /^(\w+)Input\$$/.exec(name)?.[1];
      // A structure of the SDK: [kind, namespace, name, traits, names of members, ...].
      if (input !== undefined) inputs.set(input, (schema as unknown as [0, 0, 0, 0, string[]])[4]);
    }
    const all = new Map([...operations, ['SubscribeToShard', subscribeToShard] as const]);
    const unknown = [...all].flatMap(([name, { parameters }]) =>
      (inputs.get(name) ?? [`no input of ${name}`])
        .filter((parameter) => !Object.hasOwn(parameters, parameter))
        .map((parameter) => `${name}: ${parameter}`),
    );
    expect(inputs.size).toBeGreaterThan(30);
    expect(unknown).toEqual([]);
  });
});
