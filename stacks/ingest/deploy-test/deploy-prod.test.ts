import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { GetBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { prod } from '../src/environments/prod.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';
import { runCommand } from './run-command.js';

const alias = 'alias/headwaters-ingest-prod';

describeWith('terraform', 'moto')('the prod environment, deployed by terraform', () => {
  let deployment: Deployment;
  let firstPlan: string;

  beforeAll(async () => {
    deployment = await Deployment.prepare(prod, async ({ variables }) => {
      await runCommand('packages/state-bootstrap', ['--region', 'us-east-1'], variables);
    });
    firstPlan = await deployment.writePlan();
    await deployment.apply();
  });

  afterAll(() => deployment.remove());

  it('passes every check of plan:check before it is there', async () => {
    expect(JSON.parse(await runCommand('packages/plan-check', ['--json', '--plan', firstPlan]))).toEqual([]);
  });

  it('is as terraform describes it: a second plan changes nothing', async () => {
    expect(await deployment.plan()).toEqual([]);
  });

  it('has a key that rotates, and whose policy is for this account and its logs', async () => {
    const kms = new KMSClient(deployment.aws.client);
    const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: alias }));
    const KeyId = key?.KeyId ?? '';
    expect(key).toMatchObject({ KeyManager: 'CUSTOMER', Enabled: true });
    expect(await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).toMatchObject({
      KeyRotationEnabled: true,
    });
    const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [
        { Sid: 'LetIamDecide', Principal: { AWS: 'arn:aws:iam::123456789012:root' } },
        { Sid: 'EncryptLogs', Principal: { Service: 'logs.us-east-1.amazonaws.com' } },
      ],
    });
  });

  it('encrypts the stream of 7 shards and the buckets with that key', async () => {
    const { client } = deployment.aws;
    const { KeyMetadata: key } = await new KMSClient(client).send(new DescribeKeyCommand({ KeyId: alias }));
    const { StreamDescriptionSummary: stream } = await new KinesisClient(client).send(
      new DescribeStreamSummaryCommand({ StreamName: 'headwaters-ingest-prod-stream' }),
    );
    expect(stream).toMatchObject({ EncryptionType: 'KMS', KeyId: key?.Arn, OpenShardCount: 7 });
    for (const purpose of ['source', 'archive', 'failures', 'ledger']) {
      const { ServerSideEncryptionConfiguration: encryption } = await new S3Client(client).send(
        new GetBucketEncryptionCommand({
          Bucket: `headwaters-ingest-prod-${purpose}-123456789012-us-east-1`,
        }),
      );
      expect(encryption?.Rules).toMatchObject([
        { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key?.Arn } },
      ]);
    }
  });

  it('refuses to be destroyed as long as it is protected', async () => {
    const { exitCode, output } = await deployment.terraform.run(
      'plan',
      '-destroy',
      '-input=false',
      '-no-color',
    );
    expect(exitCode).toBe(1);
    expect(output).toContain('Instance cannot be destroyed');
  });

  it('is destroyed once the protection is taken off', async () => {
    deployment.change({ ...prod, deletionProtection: false });
    expect(await deployment.plan()).toEqual([]);
    await deployment.destroy();
    expect(await deployment.terraform.succeed('state', 'list')).toBe('');
  });
});
