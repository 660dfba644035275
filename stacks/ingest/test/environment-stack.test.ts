import { describe, expect, it } from '@jest/globals';
import { Construct } from 'constructs';
import { terraformName } from '../src/environment-stack.js';
import { dev } from '../src/environments/dev.js';
import type { StateSettings } from '../src/settings/ingest-settings.js';
import { synthesize } from './synthesize.js';

describe('EnvironmentStack', () => {
  it('keeps local state in the workspace, by a relative path', () => {
    expect(synthesize().backend()).toEqual({ local: { path: '../../../terraform.ingest-test.tfstate' } });
  });

  it('leaves the name of an unset state bucket to terraform init, in the region of the stack', () => {
    const state = { kind: 's3' } as const;
    expect(synthesize({ ...dev, region: 'eu-west-1', state }).backend()).toEqual({
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
    const withState = (state: StateSettings) => synthesize({ ...dev, state }).annotations.join();
    expect(withState({ kind: 's3' })).toMatch(
      /^state\.bucket is not set, .* `npm run state:bootstrap -- --region us-east-1` .*TF_CLI_ARGS_init/,
    );
    expect(withState({ kind: 's3', bucket: 'our-state' })).toBe('');
    expect(withState({ kind: 'local' })).toBe('');
  });

  it('keeps remote state encrypted and locked', () => {
    const state = { kind: 's3', bucket: 'our-state', region: 'eu-west-1' } as const;
    expect(synthesize({ ...dev, state }).backend()).toEqual({
      s3: {
        bucket: 'our-state',
        region: 'eu-west-1',
        key: 'ingest-test/terraform.tfstate',
        encrypt: true,
        use_lockfile: true,
      },
    });
  });
});

describe('EnvironmentStack: its provider', () => {
  it('requires Terraform 1.10, the first version that locks a state in S3', () => {
    expect(synthesize().requiredTerraform()).toBe('>= 1.10');
  });

  it('is deployed to the allowed accounts only', () => {
    const allowed = synthesize({ ...dev, allowedAccountIds: ['111122223333', '444455556666'] });
    expect(allowed.provider()).toMatchObject({ allowed_account_ids: ['111122223333', '444455556666'] });
  });

  it('is deployed to any account if none is named', () => {
    expect(synthesize().provider()).not.toHaveProperty('allowed_account_ids');
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
