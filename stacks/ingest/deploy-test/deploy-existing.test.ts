import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { type LocalAws, expectNothingLeft } from './aws/local-aws.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';

const Bucket = 'uploads-of-sales';
const StreamName = 'orders';

const settings = (keyArn: string): IngestSettingsInput => ({
  environment: 'lab',
  region: 'us-east-1',
  state: { kind: 'local' },
  deletionProtection: false,
  encryption: { key: 'existing', arn: keyArn },
  buckets: { existingSource: { name: Bucket, keyArn } },
  stream: { capacity: { mode: 'existing', name: StreamName }, retentionHours: 24 },
  consumers: [
    { name: 'archive', sink: 'archive', fanOut: true, maxRecordAgeSeconds: 43_200 },
    {
      name: 'audit',
      sink: 'log',
      fanOut: false,
      maxRecordAgeSeconds: 43_200,
      filter: [{ data: { level: ['error'] } }],
    },
  ],
});

/** Creates the bucket and the stream before the stack. */
async function createExisting({ client }: LocalAws): Promise<void> {
  const s3 = new S3Client(client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await new KinesisClient(client).send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
}

describeWith('terraform', 'moto')('an environment with an existing bucket, stream and key', () => {
  let deployment: Deployment;
  let lab: IngestSettingsInput;

  beforeAll(async () => {
    deployment = await Deployment.prepare(
      settings('arn:aws:kms:us-east-1:123456789012:key/unknown'),
      createExisting,
    );
    const { KeyMetadata: key } = await new KMSClient(deployment.aws.client).send(new CreateKeyCommand({}));
    lab = settings(key?.Arn ?? '');
  });

  afterAll(() => deployment.remove());

  it('fails to plan if the retention of the stream is shorter than in the settings', async () => {
    deployment.change({ ...lab, stream: { ...lab.stream, retentionHours: 48 } });
    const { exitCode, output } = await deployment.terraform.run('plan', '-input=false', '-no-color');
    expect(exitCode).toBe(1);
    expect(output.replaceAll(/[\s│]+/g, ' ')).toContain('is below stream.retentionHours (48)');
  });

  it('fails to plan in an account that is not allowed', async () => {
    deployment.change({ ...lab, allowedAccountIds: ['444455556666'] });
    const { exitCode, output } = await deployment.terraform.run('plan', '-input=false', '-no-color');
    expect(exitCode).toBe(1);
    expect(output).toContain('AWS account ID not allowed: 123456789012');
  });

  it('is deployed, and a second plan changes nothing', async () => {
    deployment.change(lab);
    await deployment.apply();
    expect(await deployment.plan()).toEqual([]);
  });

  it('reads the stream through enhanced fan-out and through a filter', async () => {
    const { EventSourceMappings: mappings } = await new LambdaClient(deployment.aws.client).send(
      new ListEventSourceMappingsCommand({}),
    );
    const fanOutConsumer = expect.stringMatching(
      /:stream\/orders\/consumer\/headwaters-ingest-lab-consumer-archive:\d+$/,
    );
    const filter = { Filters: [{ Pattern: '{"data":{"level":["error"]}}' }] };
    expect(mappings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ EventSourceArn: fanOutConsumer }),
        expect.objectContaining({
          EventSourceArn: expect.stringMatching(/:stream\/orders$/),
          FilterCriteria: filter,
        }),
      ]),
    );
  });

  it('is notified of uploads to the bucket', async () => {
    const { LambdaFunctionConfigurations: notified } = await new S3Client(deployment.aws.client).send(
      new GetBucketNotificationConfigurationCommand({ Bucket }),
    );
    expect(notified).toMatchObject([
      { LambdaFunctionArn: expect.stringMatching(/:headwaters-ingest-lab-producer:live$/) },
    ]);
  });

  it('is destroyed without the bucket and the stream', async () => {
    await deployment.destroy();
    await expectNothingLeft(deployment.aws, { buckets: [Bucket], streams: [StreamName] });
  });
});
