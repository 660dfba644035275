import { readFileSync } from 'node:fs';
import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { events, queued } from '../test/environments/every-feature.js';
import { expectNothingLeft } from './aws/local-aws.js';
import { unrecordedActions } from './delivery-roles.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';
import { runHeadwaters } from './headwaters-cli.js';

/** One consumer of each kind: more would take longer, and deploy nothing else. */
const kinds = ['latest', 'warehouse', 'forward', 'raw', 'dwh'];
const withoutRepetition = (settings: IngestSettingsInput): IngestSettingsInput => ({
  ...settings,
  consumers: settings.consumers.filter(({ name }) => kinds.includes(name)),
});

/** With the wire kpl, no function can have fan-out. */
const sharedThroughput = { id: 'shared-throughput', address: 'aws_kinesis_stream.stream' };

describeWith('terraform', 'moto')('an environment with every sink', () => {
  let deployment: Deployment;
  let firstPlan: string;

  const notification = () =>
    new S3Client(deployment.aws.client).send(
      new GetBucketNotificationConfigurationCommand({
        Bucket: 'headwaters-ingest-events-source-123456789012-us-east-1',
      }),
    );

  /** The findings of plan:check in what Terraform plans. With an error among them, its exit code is 1. */
  const findings = async (plan: string): Promise<unknown> => {
    const report = runHeadwaters(['plan-check', '--json', '--plan', plan]);
    return JSON.parse(await report.catch((error: unknown) => (error as { stdout: string }).stdout));
  };

  beforeAll(async () => {
    deployment = await Deployment.prepare(withoutRepetition(queued));
    firstPlan = await deployment.writePlan();
    await deployment.apply();
  });

  afterAll(() => deployment.remove());

  it('has one finding of plan:check, as it is planned first: without fan-out, three functions share a shard', async () => {
    expect(await findings(firstPlan)).toMatchObject([sharedThroughput]);
  });

  it('sends uploads to a queue, and a second plan changes nothing', async () => {
    const { LambdaFunctionConfigurations, QueueConfigurations } = await notification();
    expect(LambdaFunctionConfigurations).toBeUndefined();
    expect(QueueConfigurations).toMatchObject([
      { QueueArn: 'arn:aws:sqs:us-east-1:123456789012:headwaters-ingest-events-uploads' },
      { QueueArn: 'arn:aws:sqs:us-east-1:123456789012:headwaters-ingest-events-uploads' },
    ]);
    expect(await deployment.plan()).toEqual([]);
  });

  it('delivers to Redshift from the stream, with the credentials of a secret', async () => {
    const { DeliveryStreamDescription: description } = await new FirehoseClient(deployment.aws.client).send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'headwaters-ingest-events-dwh-delivery' }),
    );
    expect(description).toMatchObject({
      DeliveryStreamType: 'KinesisStreamAsSource',
      Source: {
        KinesisStreamSourceDescription: {
          KinesisStreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/headwaters-ingest-events-stream',
        },
      },
    });
  });

  it('changes to EventBridge in one apply, with the notification of the bucket in place', async () => {
    deployment.change(withoutRepetition(events));
    const plan = await deployment.writePlan();
    // Who changes the trigger must know that the queues are gone.
    expect(await findings(plan)).toMatchObject([
      { id: 'replacement', address: 'aws_sqs_queue.producer_queue' },
      { id: 'replacement', address: 'aws_sqs_queue.producer_queue_dead-letters' },
      sharedThroughput,
    ]);
    const { resource_changes: changes } = JSON.parse(readFileSync(plan, 'utf8')) as {
      resource_changes: readonly { address: string; change: { actions: readonly string[] } }[];
    };
    const ofNotification = changes.find(({ address }) => address.endsWith('.producer_notification'));
    expect(ofNotification?.change.actions).toEqual(['update']);
    await deployment.apply();
    const { EventBridgeConfiguration, QueueConfigurations } = await notification();
    expect({ EventBridgeConfiguration, QueueConfigurations }).toEqual({ EventBridgeConfiguration: {} });
    expect(await deployment.plan()).toEqual([]);
  });

  it('is destroyed completely', async () => {
    await deployment.destroy();
    await expectNothingLeft(deployment.aws);
  });

  it('was deployed with the actions of a deploy role alone', () => {
    expect(unrecordedActions('apply', deployment.aws.terraformActions())).toEqual([]);
  });
});
