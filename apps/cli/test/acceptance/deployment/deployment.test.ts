import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readTerraformCalls, writeFakeTerraform } from '../../support/fake-terraform.js';
import { deploy } from '../../../src/acceptance/deployment/deployment.js';

let folder: string;
let path: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-deployment-'));
  writeFakeTerraform(folder, { 'stream-name': { value: 'the-stream' } });
  writeStack({ force_destroy: true });
  path = process.env['PATH'];
  process.env['PATH'] = `${folder}${delimiter}${path ?? ''}`;
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

function writeStack(bucket: object, stream: object = {}): void {
  const resource = { aws_s3_bucket: { source: bucket }, aws_kinesis_stream: { stream } };
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ resource }));
}

const calls = () => readTerraformCalls(folder);

const deployIt = (keep = false) => deploy({ stackFolder: folder, keep, report: () => undefined });

describe('deploy', () => {
  it('applies a stack that is not deployed, and returns its outputs and how to destroy it', async () => {
    const deployment = await deployIt();
    expect(deployment.outputs.string('stream-name')).toBe('the-stream');
    expect(await deployment.destroy()).toBe(true);
    expect(calls()).toEqual(['init', 'show', 'apply', 'output', 'destroy']);
  });

  it('does not touch a stack that is deployed already, and says how to check it', async () => {
    writeFileSync(join(folder, 'show.json'), '{"format_version":"1.0","values":{}}');
    await expect(deployIt()).rejects.toMatchObject({
      code: 'HEADWATERS_ENVIRONMENT_UNKNOWN',
      message: expect.stringContaining('npm run acceptance -- --outputs outputs.json'),
    });
    expect(calls()).toEqual(['init', 'show']);
  });

  it('destroys what a failed apply has created, and shows the error of Terraform', async () => {
    writeFileSync(join(folder, 'fail-apply'), '');
    await expect(deployIt()).rejects.toThrow(/^terraform apply in .* ended with 1:\nError: no credentials$/);
    expect(calls()).toEqual(['init', 'show', 'apply', 'destroy']);
  });

  it('reports an environment that it could not destroy, with the command that does, and throws nothing', async () => {
    const lines: string[] = [];
    const report = (line: string) => lines.push(line);
    const deployment = await deploy({ stackFolder: folder, keep: false, report });
    writeFileSync(join(folder, 'fail-destroy'), '');
    expect(await deployment.destroy()).toBe(false);
    expect(lines.at(-1)).toBe(`NOT DESTROYED. Destroy it by hand: terraform -chdir=${folder} destroy`);
  });

  it('throws the error of a failed apply, also if what it created could not be destroyed', async () => {
    for (const call of ['apply', 'destroy']) writeFileSync(join(folder, `fail-${call}`), '');
    await expect(deployIt()).rejects.toThrow(/^terraform apply in /);
  });

  it.each([
    ['a bucket that keeps its objects', {}, {}, 'aws_s3_bucket.source'],
    [
      'a protected stream',
      { force_destroy: true },
      { lifecycle: { prevent_destroy: true } },
      'aws_kinesis_stream.stream',
    ],
  ])(
    'refuses a stack with %s before it calls Terraform, unless the environment is kept',
    async (_, bucket, stream, address) => {
      writeStack(bucket, stream);
      await expect(deployIt()).rejects.toThrow(
        `could not be destroyed after the run: ${address} are protected`,
      );
      expect(calls()).toEqual([]);
      await deployIt(true);
      expect(calls()).toEqual(['init', 'show', 'apply', 'output']);
    },
  );

  it('says what to do if Terraform is not installed', async () => {
    process.env['PATH'] = join(folder, 'nowhere');
    await expect(deployIt()).rejects.toThrow(
      /^terraform can't be run: .*ENOENT.* Install it, or pass .* --outputs\.$/,
    );
  });
});
