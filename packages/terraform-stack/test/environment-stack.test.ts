import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EnvironmentStack, terraformName, type EnvironmentStackOptions } from '@headwaters/terraform-stack';
import { Testing } from 'cdktf';
import { Construct } from 'constructs';

class EmptyStack extends EnvironmentStack {}

interface TerraformJson {
  readonly terraform: { readonly backend: unknown; readonly required_version: string };
  readonly provider: { readonly aws: readonly object[] };
}

let outdir: string;
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'environment-stack-'));
});
afterAll(() => {
  rmSync(outdir, { recursive: true });
});

/** Synthesizes an empty stack. */
function synthesize(options: Partial<EnvironmentStackOptions> = {}) {
  const stack = new EmptyStack(Testing.app({ outdir }), 'ingest-test', {
    region: 'us-east-1',
    state: { kind: 'local' },
    tags: { team: 'data' },
    ...options,
  });
  const warnings = stack.node.metadata.map(({ data }) => String(data));
  return { json: JSON.parse(Testing.synth(stack)) as TerraformJson, warnings };
}

const backendOf = (options: Partial<EnvironmentStackOptions>) => synthesize(options).json.terraform.backend;
const providerOf = (options: Partial<EnvironmentStackOptions> = {}) =>
  synthesize(options).json.provider.aws[0];

describe('EnvironmentStack', () => {
  it('keeps local state in the workspace, by a relative path', () => {
    expect(backendOf({})).toEqual({ local: { path: '../../../terraform.ingest-test.tfstate' } });
  });

  it('leaves the name of an unset state bucket to terraform init, in the region of the stack', () => {
    expect(backendOf({ region: 'eu-west-1', state: { kind: 's3' } })).toEqual({
      s3: {
        bucket: '',
        region: 'eu-west-1',
        key: 'ingest-test/terraform.tfstate',
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it('says how to set a state bucket that is not set, and nothing otherwise', () => {
    expect(synthesize({ state: { kind: 's3' } }).warnings.join()).toMatch(
      /^state\.bucket is not set, .* `npm run state:bootstrap -- --region us-east-1` .*TF_CLI_ARGS_init/,
    );
    expect(synthesize({ state: { kind: 's3', bucket: 'our-state' } }).warnings).toEqual([]);
    expect(synthesize({ state: { kind: 'local' } }).warnings).toEqual([]);
  });

  it('keeps remote state encrypted and locked', () => {
    expect(backendOf({ state: { kind: 's3', bucket: 'our-state', region: 'eu-west-1' } })).toEqual({
      s3: {
        bucket: 'our-state',
        region: 'eu-west-1',
        key: 'ingest-test/terraform.tfstate',
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it('requires Terraform 1.10, the first version that locks a state in S3', () => {
    expect(synthesize().json.terraform.required_version).toBe('>= 1.10');
  });

  it('tags every resource', () => {
    expect(providerOf()).toMatchObject({ region: 'us-east-1', default_tags: [{ tags: { team: 'data' } }] });
  });

  it('is deployed to the allowed accounts only', () => {
    const allowedAccountIds = ['111122223333', '444455556666'];
    expect(providerOf({ allowedAccountIds })).toMatchObject({ allowed_account_ids: allowedAccountIds });
  });

  it('is deployed to any account if none is named', () => {
    expect(providerOf()).not.toHaveProperty('allowed_account_ids');
  });
});

describe('terraformName', () => {
  const stack = new Construct(undefined as unknown as Construct, 'stack');
  const nameOf = (scope: Construct) => terraformName(scope.node, stack.node);

  it('joins the construct ids below the stack', () => {
    expect(nameOf(new Construct(new Construct(stack, 'source'), 'public-access'))).toBe(
      'source_public-access',
    );
  });

  it('leaves out the id Default', () => {
    const producer = new Construct(stack, 'producer');
    expect(nameOf(new Construct(new Construct(producer, 'Default'), 'Default'))).toBe('producer');
  });

  it.each(['a_b', 'Upper', '1st', 'dot.ted'])('refuses the id %s', (id) => {
    expect(() => nameOf(new Construct(stack, id))).toThrow(`The construct id "${id}"`);
  });
});
