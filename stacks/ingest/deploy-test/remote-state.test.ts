import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { Deployment } from './deployment.js';
import { describeWith } from './describe-with.js';

const Bucket = 'team-terraform-state';
const streamOnly = ['-target=aws_kinesis_stream.stream', '-auto-approve', '-input=false', '-no-color'];

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
    while (!(await stateKeys()).includes('ingest-dev/terraform.tfstate.tflock')) await pause(50);
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
