import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { LocalAws } from './aws/local-aws.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';
import { TerraformFolder } from './terraform/terraform-folder.js';

const prodFolder = fileURLToPath(new URL('../../../cdktf.out/stacks/ingest-prod', import.meta.url));
const Bucket = 'team-terraform-state';
const streamOnly = ['-target=aws_kinesis_stream.stream', '-auto-approve', '-input=false', '-no-color'];

describeWith('terraform', 'moto')('a state bucket that is not in the settings', () => {
  let aws: LocalAws;
  let folder: TerraformFolder;

  beforeAll(async () => {
    aws = await LocalAws.start();
    await new S3Client(aws.client).send(new CreateBucketCommand({ Bucket }));
    folder = new TerraformFolder(prodFolder, { variables: aws.variables });
  });

  afterAll(async () => {
    await aws.stop();
    folder.remove();
  });

  it('makes terraform init fail at once and name the attribute, with and without -input=false', async () => {
    for (const parameters of [[], ['-input=false']]) {
      const { exitCode, output } = await folder.run('init', '-no-color', ...parameters);
      expect({ exitCode, output }).toMatchObject({
        exitCode: 1,
        output: expect.stringMatching(/Invalid Value[^]*"bucket": ""[^]*The value cannot be empty/),
      });
    }
  });

  it('is taken from -backend-config', async () => {
    await folder.succeed('init', '-input=false', `-backend-config=bucket=${Bucket}`);
    await folder.succeed('state', 'pull');
  });
});

describeWith('terraform', 'moto')('remote state', () => {
  let deployment: Deployment;
  let s3: S3Client;

  beforeAll(async () => {
    const state = { kind: 's3', bucket: Bucket, region: 'us-east-1' } as const;
    deployment = await Deployment.prepare({ ...dev, state }, async ({ client }) => {
      s3 = new S3Client(client);
      await s3.send(new CreateBucketCommand({ Bucket }));
    });
  });

  afterAll(() => deployment.remove());

  const stateKeys = async () => {
    const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    return objects.map(({ Key }) => Key);
  };

  it('refuses a second apply while one runs, and releases the lock after it', async () => {
    const first = deployment.terraform.run('apply', ...streamOnly);
    let isLocked = false;
    const ended = first.then(() => true);
    while (!isLocked && !(await Promise.race([ended, pause(50, false)]))) {
      isLocked = (await stateKeys()).includes('ingest-dev/terraform.tfstate.tflock');
    }
    expect({ isLocked }).toEqual({ isLocked: true });
    const second = await deployment.terraform.run('apply', ...streamOnly);
    expect(second.exitCode).toBe(1);
    expect(second.output).toContain('Error acquiring the state lock');
    expect((await first).exitCode).toBe(0);
    expect(await stateKeys()).toEqual(['ingest-dev/terraform.tfstate']);
  });

  it('lists the deployed resources for a fresh checkout', async () => {
    expect(await deployment.terraform.succeed('state', 'list')).toContain('aws_kinesis_stream.stream');
  });
});
