import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { GetPolicyCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { expectNothingLeft } from './aws/local-aws.js';
import { expectWholeFileFromState } from './built-commands.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';
import { itCarriesFiles } from './functions/carried-files.js';
import { itNeedsEveryPermission } from './functions/needed-permissions.js';

const sourceBucket = 'headwaters-ingest-dev-source-123456789012-us-east-1';
const failuresBucket = 'headwaters-ingest-dev-failures-123456789012-us-east-1';

describeWith('terraform', 'moto')('the dev environment, deployed by terraform', () => {
  let deployment: Deployment;

  beforeAll(async () => {
    deployment = await Deployment.prepare(dev);
    await deployment.apply();
  });

  afterAll(() => deployment.remove());

  it('is as terraform describes it: a second plan changes nothing', async () => {
    expect(await deployment.plan()).toEqual([]);
  });

  it('keeps the stream encrypted for a day', async () => {
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

  it('feeds both consumers from the beginning of the stream, and keeps what fails', async () => {
    const lambda = new LambdaClient(deployment.aws.client);
    const { EventSourceMappings: mappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const expected = (consumer: string): unknown =>
      expect.objectContaining({
        FunctionArn: expect.stringMatching(new RegExp(`:headwaters-ingest-dev-consumer-${consumer}$`)),
        EventSourceArn: expect.stringMatching(/:stream\/headwaters-ingest-dev-stream$/),
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 4,
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 5,
        MaximumRecordAgeInSeconds: 43_200,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${failuresBucket}` } },
      });
    expect(mappings).toHaveLength(2);
    expect(mappings).toEqual(expect.arrayContaining([expected('archive'), expected('audit')]));
  });

  it('notifies the producer of .txt uploads, and of no other bucket', async () => {
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

  it('lets the producer read uploads and write the stream, by real names', async () => {
    const iam = new IAMClient(deployment.aws.client);
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: 'headwaters-ingest-dev-producer', PolicyName: 'permissions' }),
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

  it('gives both consumers a file whole, run by the simulator as the state describes it', () =>
    expectWholeFileFromState(deployment));

  itCarriesFiles(() => deployment);

  itNeedsEveryPermission(() => deployment);

  it('changes the stream in place, and the alarms that go by it, when its retention changes', async () => {
    deployment.change({ ...dev, stream: { ...dev.stream, retentionHours: 48 } });
    expect(await deployment.plan()).toEqual([
      { address: 'aws_cloudwatch_metric_alarm.alarm_consumer-archive-behind', actions: ['update'] },
      { address: 'aws_cloudwatch_metric_alarm.alarm_consumer-audit-behind', actions: ['update'] },
      { address: 'aws_kinesis_stream.stream', actions: ['update'] },
    ]);
    await deployment.apply();
    expect(await deployment.plan()).toEqual([]);
  });

  it('changes both mappings in place when a consumer tries longer: no checkpoint is lost', async () => {
    const consumers = dev.consumers.map((consumer) => ({ ...consumer, maxRetries: 6 }));
    deployment.change({ ...dev, stream: { ...dev.stream, retentionHours: 48 }, consumers });
    expect(await deployment.plan()).toEqual([
      { address: 'aws_lambda_event_source_mapping.consumer-archive_mapping', actions: ['update'] },
      { address: 'aws_lambda_event_source_mapping.consumer-audit_mapping', actions: ['update'] },
    ]);
    await deployment.apply();
  });

  it('leaves nothing behind when it is destroyed', async () => {
    await deployment.destroy();
    await expectNothingLeft(deployment.aws);
  });
});
