import {
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { unzipSync, zipSync } from 'fflate';
import { dev } from '../src/environments/dev.js';
import { expectNothingLeft } from './aws/local-aws.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';

const versioned = { ...dev, versions: true };
const arnOf = (name: string) =>
  `arn:aws:lambda:us-east-1:123456789012:function:headwaters-ingest-dev-${name}`;
const archiveConsumer = 'headwaters-ingest-dev-consumer-archive';
const update = (address: string) => ({ address, action: 'update' });

/** The same code with one more file, so with another hash. */
const withAnotherFile = (archive: Uint8Array) =>
  zipSync({ ...unzipSync(archive), 'release.txt': new Uint8Array(1) }, { mtime: new Date(1980, 0, 1) });

describeWith('terraform', 'moto')('functions as versions behind the alias live', () => {
  let deployment: Deployment;
  let lambda: LambdaClient;
  let firstArchive: Uint8Array;

  beforeAll(async () => {
    deployment = await Deployment.prepare({ ...dev, versions: false });
    lambda = new LambdaClient(deployment.aws.client);
    await deployment.apply();
  });

  afterAll(() => deployment.remove());

  /** The function ARN that the mapping of the archive consumer names. */
  const mappedArn = async () => {
    const { EventSourceMappings: mappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    return mappings.map(({ FunctionArn = '' }) => FunctionArn).find((arn) => arn.includes(archiveConsumer));
  };

  /** The function ARN that the source bucket notifies. */
  const notifiedArn = async () => {
    const { LambdaFunctionConfigurations: notified } = await new S3Client(deployment.aws.client).send(
      new GetBucketNotificationConfigurationCommand({
        Bucket: 'headwaters-ingest-dev-source-123456789012-us-east-1',
      }),
    );
    return notified?.[0]?.LambdaFunctionArn;
  };

  /** The version and code that an ARN resolves to. */
  const resolve = async (FunctionName?: string) => {
    const { Version: version, CodeSha256: code } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    return { version, code };
  };

  /** Applies, and returns the order of what Terraform creates, modifies and destroys. */
  const applyInOrder = async () => {
    const output = await deployment.terraform.succeed('apply', '-auto-approve', '-input=false', '-no-color');
    return [...output.matchAll(/^(\S+?)(?: \(deposed.*\))?: (Creating|Modifying|Destroying)\.\.\./gm)].map(
      ([, address, action]) => `${action} ${address}`,
    );
  };

  const handover = (steps: readonly string[]) =>
    steps.filter((step) => /producer_(live|retries|notification)/.test(step));

  it('lets S3 invoke the alias before the notification names it, and the function until then', async () => {
    deployment.change(versioned);
    const steps = handover(await applyInOrder());
    expect(steps[0]).toBe('Creating aws_lambda_alias.producer_live');
    expect(steps.slice(1, 3).sort()).toEqual([
      'Creating aws_lambda_function_event_invoke_config.producer_retries',
      'Creating aws_lambda_permission.producer_notification_permission',
    ]);
    expect(steps[3]).toBe('Modifying aws_s3_bucket_notification.producer_notification');
    expect(steps.slice(4).sort()).toEqual([
      'Destroying aws_lambda_function_event_invoke_config.producer_retries',
      'Destroying aws_lambda_permission.producer_notification_permission',
    ]);
    expect(await deployment.plan()).toEqual([]);
  });

  it('has a mapping, a notification and a permission for the alias', async () => {
    expect(await mappedArn()).toBe(`${arnOf('consumer-archive')}:live`);
    expect(await notifiedArn()).toBe(`${arnOf('producer')}:live`);
    const { Policy = '' } = await lambda.send(
      new GetPolicyCommand({ FunctionName: arnOf('producer'), Qualifier: 'live' }),
    );
    expect(JSON.parse(Policy)).toMatchObject({ Statement: [{ Resource: `${arnOf('producer')}:live` }] });
    expect(await resolve(await mappedArn())).toMatchObject({ version: '1' });
  });

  it('publishes other code as version 2 and points the aliases of both consumers to it', async () => {
    const { code: firstCode } = await resolve(await mappedArn());
    deployment.changeCode('consumer', (archive) => withAnotherFile((firstArchive = archive)));
    deployment.change(versioned);
    expect(await deployment.plan()).toEqual([
      update('aws_lambda_alias.consumer-archive_live'),
      update('aws_lambda_alias.consumer-audit_live'),
      update('aws_lambda_function.consumer-archive'),
      update('aws_lambda_function.consumer-audit'),
    ]);
    await deployment.apply();
    const second = await resolve(await mappedArn());
    expect(second.version).toBe('2');
    expect(second.code).not.toBe(firstCode);
    expect(await resolve(`${arnOf('consumer-archive')}:1`)).toEqual({ version: '1', code: firstCode });
  });

  it('is rolled back by pointing the alias back: the mapping then invokes version 1', async () => {
    await lambda.send(
      new UpdateAliasCommand({ FunctionName: archiveConsumer, Name: 'live', FunctionVersion: '1' }),
    );
    expect(await resolve(await mappedArn())).toMatchObject({ version: '1' });
    expect(await resolve(`${arnOf('consumer-audit')}:live`)).toMatchObject({ version: '2' });
  });

  it('would be rolled forward by an apply of the same code', async () => {
    expect(await deployment.plan()).toEqual([update('aws_lambda_alias.consumer-archive_live')]);
  });

  it('publishes reverted code as version 3, with the code of version 1, and another variable as a version of the producer alone', async () => {
    const { code: firstCode } = await resolve(`${arnOf('consumer-archive')}:1`);
    deployment.changeCode('consumer', () => firstArchive);
    deployment.change({ ...versioned, producer: { ...dev.producer, logLevel: 'WARN' } });
    expect(await deployment.plan()).toEqual(
      ['alias.*_live', 'function.*']
        .flatMap((type) =>
          ['consumer-archive', 'consumer-audit', 'producer'].map((name) => type.replace('*', name)),
        )
        .map((address) => update(`aws_lambda_${address}`)),
    );
    await deployment.apply();
    expect(await resolve(await mappedArn())).toEqual({ version: '3', code: firstCode });
    expect(await resolve(await notifiedArn())).toMatchObject({ version: '2' });
    expect(await deployment.plan()).toEqual([]);
  });

  it('deletes the aliases, once they are switched off, only after nothing invokes them', async () => {
    deployment.change({ ...dev, versions: false });
    const steps = await applyInOrder();
    expect(handover(steps).at(-1)).toBe('Destroying aws_lambda_alias.producer_live');
    expect(steps.indexOf('Destroying aws_lambda_alias.consumer-archive_live')).toBeGreaterThan(
      steps.indexOf('Modifying aws_lambda_event_source_mapping.consumer-archive_mapping'),
    );
    expect(await deployment.plan()).toEqual([]);
    expect(await mappedArn()).toBe(arnOf('consumer-archive'));
  });

  it('is destroyed with its versions', async () => {
    await deployment.destroy();
    await expectNothingLeft(deployment.aws);
  });
});
