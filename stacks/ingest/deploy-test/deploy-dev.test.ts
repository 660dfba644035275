import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { GetPolicyCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { expectAlarmMetrics } from './acceptance-cli.js';
import { expectNothingLeft } from './aws/local-aws.js';
import { unrecordedActions } from './delivery-roles.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';
import { itNeedsEveryPermission } from './functions/needed-permissions.js';
import { PipelineSteps } from './functions/pipeline-steps.js';
import { expectCompleteFileFromState } from './headwaters-cli.js';

const sourceBucket = 'headwaters-ingest-dev-source-123456789012-us-east-1';
const failuresBucket = 'headwaters-ingest-dev-failures-123456789012-us-east-1';

/** Archived blocks are gzip if the function's Node.js has no zstd. */
const unpack = ({ key, body }: { key: string; body: Uint8Array }) =>
  key.endsWith('.zst') ? zstdDecompressSync(body) : gunzipSync(body);

describeWith('terraform', 'moto')('the dev environment, deployed by terraform', () => {
  let deployment: Deployment;

  beforeAll(async () => {
    deployment = await Deployment.prepare(dev);
    await deployment.apply();
  });

  afterAll(() => deployment.remove());

  it('matches its configuration: a second plan changes nothing, and needs the actions of the plan role alone', async () => {
    const actions = await deployment.aws.terraformActionsDuring(async () => {
      expect(await deployment.plan()).toEqual([]);
    });
    expect(actions).toContain('lambda:GetFunction');
    expect(unrecordedActions('plan', actions)).toEqual([]);
  });

  it('is found by the acceptance run from its outputs: mappings, alarms, and the metrics with all dimensions', () =>
    expectAlarmMetrics(deployment));

  it('has an encrypted stream of one shard with a retention of 24 h', async () => {
    const kinesis = new KinesisClient(deployment.aws.client);
    const { StreamDescriptionSummary: stream } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: 'headwaters-ingest-dev-stream' }),
    );
    expect(stream).toMatchObject({
      EncryptionType: 'KMS',
      KeyId: 'alias/aws/kinesis',
      OpenShardCount: 1,
      RetentionPeriodHours: 24,
    });
  });

  it('reads the stream from its start for both consumers, with the failures bucket as destination', async () => {
    const lambda = new LambdaClient(deployment.aws.client);
    const { EventSourceMappings: mappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const expected = (consumer: string): unknown =>
      expect.objectContaining({
        FunctionArn: expect.stringMatching(new RegExp(`:headwaters-ingest-dev-consumer-${consumer}$`)),
        EventSourceArn: expect.stringMatching(/:stream\/headwaters-ingest-dev-stream$/),
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 1,
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: -1,
        MaximumRecordAgeInSeconds: 43_200,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${failuresBucket}` } },
      });
    expect(mappings).toHaveLength(2);
    expect(mappings).toEqual(expect.arrayContaining([expected('archive'), expected('audit')]));
  });

  it('notifies the producer of .txt uploads to the source bucket only', async () => {
    const s3 = new S3Client(deployment.aws.client);
    const notification = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: sourceBucket }),
    );
    expect(notification.LambdaFunctionConfigurations).toMatchObject([
      {
        Events: ['s3:ObjectCreated:*'],
        Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.txt' }] } },
      },
    ]);
    const lambda = new LambdaClient(deployment.aws.client);
    const { Policy } = await lambda.send(
      new GetPolicyCommand({ FunctionName: 'headwaters-ingest-dev-producer' }),
    );
    expect(JSON.parse(Policy ?? '')).toMatchObject({
      Statement: [
        {
          Principal: { Service: 's3.amazonaws.com' },
          Condition: {
            ArnLike: { 'AWS:SourceArn': `arn:aws:s3:::${sourceBucket}` },
            StringEquals: { 'AWS:SourceAccount': '123456789012' },
          },
        },
      ],
    });
  });

  it('lets the producer write to the stream by its ARN', async () => {
    const iam = new IAMClient(deployment.aws.client);
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({
        RoleName: 'headwaters-ingest-dev-producer-us-east-1',
        PolicyName: 'permissions',
      }),
    );
    expect(JSON.parse(decodeURIComponent(PolicyDocument ?? ''))).toMatchObject({
      Statement: expect.arrayContaining([
        {
          Sid: 'PublishBlocks',
          Effect: 'Allow',
          Action: 'kinesis:PutRecords',
          Resource: 'arn:aws:kinesis:us-east-1:123456789012:stream/headwaters-ingest-dev-stream',
        },
      ]),
    });
  });

  it('delivers a complete file to both consumers in the simulator, with the configuration in the state', () =>
    expectCompleteFileFromState(deployment));

  it('delivers a file of 2 MB to both consumers under their own roles, and archives it completely', async () => {
    const { aws } = deployment;
    const steps = new PipelineSteps(deployment);
    const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index} of an ordinary text file\n`);
    const body = Buffer.from(lines.join(''));
    await aws.enforceIam();
    try {
      expect(await steps.publish('in/a b ü.txt', body)).toEqual({ ok: true, value: null });
      for (const consumer of ['consumer-archive', 'consumer-audit']) {
        const batch = await steps.poll(consumer);
        expect(await steps.consume(consumer, batch)).toEqual({ ok: true, value: { batchItemFailures: [] } });
      }
    } finally {
      await aws.disableIam();
    }
    const blocks = await steps.archived();
    expect(blocks.length).toBeGreaterThan(1);
    expect(Buffer.concat(blocks.map(unpack)).equals(body)).toBe(true);
  });

  itNeedsEveryPermission(() => deployment);

  it('changes the stream in place for another retention, and both mappings, which keep their checkpoints, for another maxRetries', async () => {
    const consumers = dev.consumers.map((consumer) => ({ ...consumer, maxRetries: 6 }));
    deployment.change({ ...dev, stream: { ...dev.stream, retentionHours: 48 }, consumers });
    expect(await deployment.plan()).toEqual([
      { address: 'aws_kinesis_stream.stream', action: 'update' },
      { address: 'aws_lambda_event_source_mapping.consumer-archive_mapping', action: 'update' },
      { address: 'aws_lambda_event_source_mapping.consumer-audit_mapping', action: 'update' },
    ]);
    await deployment.apply();
    expect(await deployment.plan()).toEqual([]);
  });

  it('is destroyed without leftovers', async () => {
    await deployment.destroy();
    await expectNothingLeft(deployment.aws);
  });

  it('is deployed, changed and destroyed with the actions of the deploy role alone', () => {
    const actions = deployment.aws.terraformActions();
    expect(actions).toContain('lambda:CreateFunction');
    expect(unrecordedActions('apply', actions)).toEqual([]);
  });
});
