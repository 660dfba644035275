import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EnvironmentStack, copyLockFile, lockFile } from '@headwaters/terraform-stack';
import { App } from 'cdktf';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));
const committed = readFileSync(join(workspaceFolder, lockFile), 'utf8');

class EmptyStack extends EnvironmentStack {}

describe('copyLockFile', () => {
  let outdir: string;

  beforeAll(() => {
    outdir = mkdtempSync(join(tmpdir(), 'lock-file-'));
    const app = new App({ outdir });
    for (const id of ['first', 'second']) {
      new EmptyStack(app, id, { region: 'us-east-1', tags: {}, state: { kind: 'local' } });
    }
    app.synth();
    copyLockFile(app, workspaceFolder);
  });

  afterAll(() => {
    rmSync(outdir, { recursive: true });
  });

  it.each(['first', 'second'])('puts the committed lock file beside the stack %s, unchanged', (id) => {
    expect(readFileSync(join(outdir, 'stacks', id, '.terraform.lock.hcl'), 'utf8')).toBe(committed);
  });

  it('locks exactly the provider that a stack requires', () => {
    const { terraform } = JSON.parse(readFileSync(join(outdir, 'stacks/first/cdk.tf.json'), 'utf8')) as {
      terraform: { required_providers: { aws: { version: string } } };
    };
    const { version } = terraform.required_providers.aws;
    expect(committed).toContain(
      `provider "registry.terraform.io/hashicorp/aws" {\n  version     = "${version}"`,
    );
    expect(committed).toContain(`constraints = "${version}"`);
  });

  it('has the hashes of every archive in the registry, and of the unpacked provider on at least 5 platforms', () => {
    expect(committed.match(/"zh:[0-9a-f]{64}"/g)?.length).toBeGreaterThanOrEqual(10);
    expect(committed.match(/"h1:[\w+/]{43}="/g)?.length).toBeGreaterThanOrEqual(5);
  });
});
