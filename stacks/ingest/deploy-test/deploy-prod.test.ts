import { readFileSync } from 'node:fs';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetPolicyCommand, LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { prod } from '../src/environments/prod.js';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { expectAlarmMetrics } from './acceptance-cli.js';
import { expectNothingLeft } from './aws/local-aws.js';
import { expectCompleteFileFromState, runHeadwaters } from './headwaters-cli.js';
import { unrecordedActions } from './delivery-roles.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';

/** prod, with the state bucket that `bootstrap` creates in this account, and with operators. */
const deployed = {
  ...prod,
  operators: { principals: ['arn:aws:iam::123456789012:role/oncall'] },
  state: { kind: 's3', bucket: 'headwaters-state-123456789012-us-east-1' },
} satisfies IngestSettingsInput;

const auditMapping = 'aws_lambda_event_source_mapping.consumer-audit_mapping';
const auditLane = 'aws_kinesis_stream_consumer.consumer-audit_lane';
const smallerBatches = prod.consumers.map((consumer) =>
  consumer.name === 'audit' ? { ...consumer, batchRecords: 2 } : consumer,
);
const sharedReads = smallerBatches.map((consumer) => ({ ...consumer, fanOut: false }));

const alias = 'alias/headwaters-ingest-prod';
const sourceBucket = 'headwaters-ingest-prod-source-123456789012-us-east-1';

/** What the mappings read: the stream, or a fan-out consumer of it. */
async function eventSources({ aws }: Deployment): Promise<(string | undefined)[]> {
  const { EventSourceMappings: mappings = [] } = await new LambdaClient(aws.client).send(
    new ListEventSourceMappingsCommand({}),
  );
  return mappings.map(({ EventSourceArn }) => EventSourceArn).sort();
}

describeWith('terraform', 'moto')('the prod environment, deployed by terraform', () => {
  let deployment: Deployment;
  let firstPlan: string;

  beforeAll(async () => {
    deployment = await Deployment.prepare(deployed, async ({ variables }) => {
      await runHeadwaters(['bootstrap', '--region', 'us-east-1'], variables);
    });
    firstPlan = await deployment.writePlan();
    await deployment.apply();
  });

  afterAll(() => deployment.remove());

  it('passes every check of plan:check before it is deployed', async () => {
    expect(JSON.parse(await runHeadwaters(['plan-check', '--json', '--plan', firstPlan]))).toEqual([]);
  });

  it('matches its configuration: a second plan changes nothing', async () => {
    expect(await deployment.plan()).toEqual([]);
  });

  it('is found by the acceptance run from its outputs: mappings, alarms, and the metrics with all dimensions', () =>
    expectAlarmMetrics(deployment));

  it('has a key that rotates, with a policy for this account and its logs', async () => {
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
        { Sid: 'EncryptAlarms', Principal: { Service: 'cloudwatch.amazonaws.com' } },
      ],
    });
  });

  it('runs the reconciler and the canary on a schedule, each through its alias', async () => {
    const lambda = new LambdaClient(deployment.aws.client);
    for (const name of ['reconciler', 'canary']) {
      const functionName = `headwaters-ingest-prod-${name}`;
      const { Policy = '' } = await lambda.send(
        new GetPolicyCommand({ FunctionName: functionName, Qualifier: 'live' }),
      );
      expect(JSON.parse(Policy)).toMatchObject({
        Statement: [
          {
            Principal: { Service: 'events.amazonaws.com' },
            Condition: {
              ArnLike: { 'AWS:SourceArn': `arn:aws:events:us-east-1:123456789012:rule/${functionName}` },
            },
          },
        ],
      });
    }
  });

  it('has a role of the operators that names the mappings, which exist since the apply', async () => {
    const { client } = deployment.aws;
    const { PolicyDocument: document = '' } = await new IAMClient(client).send(
      new GetRolePolicyCommand({
        RoleName: 'headwaters-ingest-prod-operator-us-east-1',
        PolicyName: 'mappings',
      }),
    );
    const { EventSourceMappings: mappings = [] } = await new LambdaClient(client).send(
      new ListEventSourceMappingsCommand({}),
    );
    const prefix = 'arn:aws:lambda:us-east-1:123456789012:event-source-mapping:';
    const { Statement: statements } = JSON.parse(decodeURIComponent(document)) as {
      Statement: { Resource: string[] }[];
    };
    expect(statements.flatMap(({ Resource: resources }) => [...resources].sort())).toEqual(
      mappings.map(({ UUID: id = '' }) => prefix + id).sort(),
    );
  });

  it('encrypts the stream of 11 shards and the buckets with that key', async () => {
    const { client } = deployment.aws;
    const { KeyMetadata: key } = await new KMSClient(client).send(new DescribeKeyCommand({ KeyId: alias }));
    const { StreamDescriptionSummary: stream } = await new KinesisClient(client).send(
      new DescribeStreamSummaryCommand({ StreamName: 'headwaters-ingest-prod-stream' }),
    );
    expect(stream).toMatchObject({ EncryptionType: 'KMS', KeyId: key?.Arn, OpenShardCount: 11 });
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

  it('accepts uploads without a key and under its own key, and denies them under another key or a key of the sender', async () => {
    const { client } = deployment.aws;
    const { KeyMetadata: own } = await new KMSClient(client).send(new DescribeKeyCommand({ KeyId: alias }));
    const { KeyMetadata: other } = await new KMSClient(client).send(new CreateKeyCommand({}));
    const s3 = new S3Client(client);
    const upload = async (encryption: Partial<PutObjectCommandInput>) => {
      const object = { Bucket: sourceBucket, Key: 'a.txt' };
      try {
        const { VersionId } = await s3.send(new PutObjectCommand({ ...object, Body: 'a\n', ...encryption }));
        await s3.send(new DeleteObjectCommand({ ...object, VersionId }));
        return 200;
      } catch (error) {
        return (error as S3ServiceException).$metadata.httpStatusCode;
      }
    };
    const underKey = (SSEKMSKeyId = '') => upload({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId });
    expect({
      none: await upload({}),
      own: await underKey(own?.Arn),
      other: await underKey(other?.Arn),
      ofSender: await upload({ SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'k'.repeat(32) }),
    }).toEqual({ none: 200, own: 200, other: 403, ofSender: 403 });
  });

  it('delivers a complete file to both consumers in the simulator, with the configuration in the state', () =>
    expectCompleteFileFromState(deployment));

  it('changes one mapping in place, and nothing else, for smaller batches of one consumer', async () => {
    deployment.change({ ...deployed, consumers: smallerBatches });
    expect(await deployment.plan()).toEqual([
      { address: 'aws_lambda_event_source_mapping.consumer-audit_mapping', action: 'update' },
    ]);
    await deployment.apply();
    expect(await deployment.plan()).toEqual([]);
  });

  it('reads through enhanced fan-out for the second consumer only', async () => {
    expect(await eventSources(deployment)).toEqual([
      expect.stringMatching(/:stream\/headwaters-ingest-prod-stream$/),
      expect.stringMatching(
        /:stream\/headwaters-ingest-prod-stream\/consumer\/headwaters-ingest-prod-consumer-audit:\d+$/,
      ),
    ]);
  });

  it('replaces the mapping of a consumer for another fanOut, which plan:check reports', async () => {
    deployment.change({ ...deployed, consumers: sharedReads });
    const plan = await deployment.writePlan();
    const { resource_changes: changes } = JSON.parse(readFileSync(plan, 'utf8')) as {
      resource_changes: readonly { address: string; change: { actions: readonly string[] } }[];
    };
    const changed = changes
      .map(({ address, change }) => ({ address, actions: change.actions }))
      .filter(({ actions }) => !actions.includes('no-op'));
    expect(changed).toEqual(
      expect.arrayContaining([
        { address: auditLane, actions: ['delete'] },
        { address: auditMapping, actions: ['delete', 'create'] },
      ]),
    );
    expect(changed.filter(({ address }) => address.includes('archive'))).toEqual([]);
    const report = runHeadwaters(['plan-check', '--json', '--plan', plan]);
    await expect(report).rejects.toMatchObject({ stdout: expect.stringContaining(auditMapping) });
  });

  it('then shares the reads of the shards, and the file still arrives completely', async () => {
    await deployment.apply();
    expect(await deployment.plan()).toEqual([]);
    expect(await eventSources(deployment)).toEqual(
      Array(2).fill(expect.stringMatching(/:stream\/headwaters-ingest-prod-stream$/)),
    );
    await expectCompleteFileFromState(deployment);
  });

  it('cannot be destroyed while deletionProtection is true', async () => {
    const { exitCode, output } = await deployment.terraform.run(
      'plan',
      '-destroy',
      '-input=false',
      '-no-color',
    );
    expect(exitCode).toBe(1);
    expect(output).toContain('Instance cannot be destroyed');
  });

  it('is destroyed after deletionProtection is set to false', async () => {
    deployment.change({ ...deployed, consumers: sharedReads, deletionProtection: false });
    expect(await deployment.plan()).toEqual([]);
    await deployment.destroy();
    expect(await deployment.terraform.succeed('state', 'list')).toBe('');
    await expectNothingLeft(deployment.aws, {
      buckets: ['state', 'access-logs'].map((purpose) => `headwaters-${purpose}-123456789012-us-east-1`),
    });
  });

  it('is deployed, changed and destroyed with the actions of the deploy role alone', () => {
    const actions = deployment.aws.terraformActions();
    expect(actions).toContain('lambda:CreateFunction');
    expect(unrecordedActions('apply', actions)).toEqual([]);
  });
});
