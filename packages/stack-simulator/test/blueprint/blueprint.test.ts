import { type Blueprint, readBlueprint, readConfiguration } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

async function blueprintOf(document: object): Promise<Blueprint & { readonly folder: string }> {
  const folder = writeStack(document);
  return { ...readBlueprint(await readConfiguration(folder)), folder };
}

const resources = (resource: object) => ({ provider: { aws: { region: 'eu-west-1' } }, resource });
const code = {
  filename: 'code.zip',
  handler: 'handler.handler',
  runtime: 'nodejs22.x',
  role: 'arn:aws:iam::1:role/r',
};

/** The defaults of AWS, with a failure destination. */
const toFailures = {
  address: 'aws_lambda_function_event_invoke_config.producer_retries',
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  onSuccess: undefined,
  onFailure: { kind: 's3', arn: 'arn:aws:s3:::failures', name: 'failures' },
};

describe('readBlueprint', () => {
  it('resolves every name, ARN and setting of a stack', async () => {
    const { folder, ...blueprint } = await blueprintOf(ingestStack({ mapping: { batch_size: '5' } }));
    expect(blueprint).toEqual({
      stackName: 'ingest-test',
      partition: 'aws',
      region: 'eu-west-1',
      accountId: '123456789012',
      buckets: [
        {
          address: 'aws_s3_bucket.source',
          name: 'source-123456789012',
          arn: 'arn:aws:s3:::source-123456789012',
          versioning: 'Enabled',
          eventBridge: false,
        },
        {
          address: 'aws_s3_bucket.failures',
          name: 'failures',
          arn: 'arn:aws:s3:::failures',
          versioning: undefined,
          eventBridge: false,
        },
      ],
      streams: [
        {
          address: 'aws_kinesis_stream.stream',
          name: 'stream',
          arn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream',
          mode: 'PROVISIONED',
          shardCount: 1,
          retentionHours: 24,
          kmsKeyId: undefined,
        },
      ],
      streamConsumers: [],
      functions: [
        expect.objectContaining({
          name: 'producer',
          arn: 'arn:aws:lambda:eu-west-1:123456789012:function:producer',
          roleArn: 'arn:aws:iam::123456789012:role/role',
          archivePath: `${folder}/producer.zip`,
          memoryMegabytes: 128,
          timeoutSeconds: 10,
          environment: { STREAM_NAME: 'stream' },
          reservedConcurrency: undefined,
          logGroupName: '/aws/lambda/producer',
          version: '$LATEST',
          targets: [
            {
              address: 'aws_lambda_function.producer',
              qualifier: undefined,
              arn: 'arn:aws:lambda:eu-west-1:123456789012:function:producer',
              version: '$LATEST',
              asynchronous: toFailures,
            },
            expect.objectContaining({ qualifier: '$LATEST', asynchronous: toFailures }),
          ],
        }),
        expect.objectContaining({ name: 'consumer' }),
      ],
      notifications: [
        expect.objectContaining({
          bucketName: 'source-123456789012',
          functionName: 'producer',
          events: ['s3:ObjectCreated:*'],
          prefix: '',
          suffix: '.txt',
        }),
      ],
      messageNotifications: [],
      queues: [],
      queueMappings: [],
      eventRules: [],
      tables: [],
      uploads: [
        {
          trigger: 'notification',
          address: 'aws_s3_bucket_notification.uploads.lambda_function',
          bucketName: 'source-123456789012',
          prefix: '',
          suffix: '.txt',
          functionName: 'producer',
          qualifier: undefined,
        },
      ],
      mappings: [
        expect.objectContaining({
          streamName: 'stream',
          functionName: 'consumer',
          enabled: true,
          startingPosition: { kind: 'TRIM_HORIZON' },
          batchSize: 5,
          batchingWindowSeconds: 0,
          parallelizationFactor: 1,
          maximumRetryAttempts: -1,
          maximumRecordAgeSeconds: -1,
          bisectBatchOnFunctionError: false,
          reportBatchItemFailures: true,
        }),
      ],
      destinations: [{ kind: 's3', arn: 'arn:aws:s3:::failures', name: 'failures' }],
    });
  });

  it('resolves the stream of a mapping to a fan-out consumer', async () => {
    const { mappings, streamConsumers } = await blueprintOf(
      resources({
        aws_kinesis_stream: { stream: { name: 'stream' } },
        aws_kinesis_stream_consumer: {
          fast: { name: 'fast', stream_arn: '${aws_kinesis_stream.stream.arn}' },
        },
        aws_lambda_function: { consumer: { function_name: 'consumer', ...code } },
        aws_lambda_event_source_mapping: {
          mapping: {
            event_source_arn: '${aws_kinesis_stream_consumer.fast.arn}',
            function_name: '${aws_lambda_function.consumer.function_name}',
            starting_position: 'LATEST',
          },
        },
      }),
    );
    expect(mappings[0]).toMatchObject({
      streamName: 'stream',
      streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream',
    });
    expect(streamConsumers).toEqual([
      {
        address: 'aws_kinesis_stream_consumer.fast',
        name: 'fast',
        streamName: 'stream',
        createdMillis: 1_000,
      },
    ]);
  });

  it('generates the same name for a bucket with bucket_prefix in every run', async () => {
    const stack = resources({ aws_s3_bucket: { one: { bucket_prefix: 'data-' } } });
    const [first, second] = [await blueprintOf(stack), await blueprintOf(stack)];
    expect(first.buckets[0]?.name).toMatch(/^data-[0-9a-f]{8}$/);
    expect(second.buckets).toEqual(first.buckets);
  });

  it('creates an on-demand stream with 4 shards, as AWS does', async () => {
    const { streams } = await blueprintOf(
      resources({
        aws_kinesis_stream: { stream: { name: 's', stream_mode_details: { stream_mode: 'ON_DEMAND' } } },
      }),
    );
    expect(streams[0]).toMatchObject({ mode: 'ON_DEMAND', shardCount: 4 });
  });

  it.each([
    [
      'a missing handler',
      { aws_lambda_function: { f: { function_name: 'f', ...code, handler: null } } },
      'aws_lambda_function.f.handler must be a string',
    ],
    [
      'a number that is not numeric',
      { aws_kinesis_stream: { s: { name: 's', shard_count: 'many' } } },
      'aws_kinesis_stream.s.shard_count must be a number',
    ],
    [
      'an event source that is neither a stream nor a queue',
      {
        aws_lambda_event_source_mapping: {
          m: { event_source_arn: 'arn:aws:mq:eu-west-1:123456789012:broker:b', function_name: 'f' },
        },
      },
      'aws_lambda_event_source_mapping.m.event_source_arn is arn:aws:mq',
    ],
    [
      'a mapping of a FIFO queue',
      {
        aws_lambda_event_source_mapping: {
          m: { event_source_arn: 'arn:aws:sqs:eu-west-1:123456789012:q.fifo', function_name: 'f' },
        },
      },
      'aws_lambda_event_source_mapping.m.event_source_arn is arn:aws:sqs:eu-west-1:123456789012:q.fifo, a FIFO queue',
    ],
    [
      'a number above the AWS limit',
      { aws_lambda_function: { f: { function_name: 'f', ...code, timeout: 901 } } },
      'aws_lambda_function.f.timeout is 901; AWS accepts an integer from 1 to 900',
    ],
    [
      'a notification whose function S3 may not invoke',
      {
        aws_lambda_function: { f: { function_name: 'f', ...code } },
        aws_s3_bucket_notification: {
          n: { bucket: 'b', lambda_function: { lambda_function_arn: 'f', events: ['s3:ObjectCreated:*'] } },
        },
      },
      'aws_s3_bucket_notification.n.lambda_function.lambda_function_arn names f, which S3 may not invoke',
    ],
    [
      'a Terraform function call',
      { aws_s3_bucket: { b: { bucket: '${lower("B")}' } } },
      'aws_s3_bucket.b.bucket holds ${lower("B")}',
    ],
  ])('rejects %s with its address', async (_, resource, message) => {
    await expect(blueprintOf(resources(resource))).rejects.toThrow(message);
  });
});

describe('readConfiguration', () => {
  it('says what to do if the folder contains no stack', async () => {
    await expect(readConfiguration('/nowhere')).rejects.toMatchObject({
      code: 'SIMULATION_STACK_UNREADABLE',
      message: expect.stringContaining('npm run synth'),
    });
  });
});
