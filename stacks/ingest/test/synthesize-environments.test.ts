import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '@headwaters/terraform-stack';
import { describe, expect, it } from '@jest/globals';
import { dev } from '../src/environments/dev.js';
import { synthesizeEnvironments } from '../src/synthesize-environments.js';
import { withWorkspace } from './synthesize.js';

/** Every file below a folder with its contents. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

const synthesized = () =>
  withWorkspace((workspaceFolder) => {
    const outputFolder = join(workspaceFolder, 'cdktf.out');
    synthesizeEnvironments([dev], { workspaceFolder, outputFolder });
    return contentsOf(outputFolder);
  });

describe('synthesizeEnvironments', () => {
  it('writes the same bytes in every folder', () => {
    expect(synthesized()).toEqual(synthesized());
  });

  it('writes Terraform JSON together with the archives that it refers to', () => {
    const stackFolder = 'stacks/ingest-dev';
    const files = synthesized();
    const names = Object.keys(files).filter((file) => file.startsWith(stackFolder));
    expect(names).toEqual([
      `${stackFolder}/.terraform.lock.hcl`,
      expect.stringMatching(/\/assets\/consumer-archive_bundle\/\w+\/consumer\.zip$/),
      expect.stringMatching(/\/assets\/consumer-audit_bundle\/\w+\/consumer\.zip$/),
      expect.stringMatching(/\/assets\/producer_bundle\/\w+\/producer\.zip$/),
      `${stackFolder}/cdk.tf.json`,
    ]);
    const { resource } = JSON.parse(files[`${stackFolder}/cdk.tf.json`] ?? '') as {
      resource: { aws_lambda_function: Record<string, { filename: string }> };
    };
    for (const { filename } of Object.values(resource.aws_lambda_function)) {
      expect(names).toContain(`${stackFolder}/${filename}`);
    }
  });

  it('keeps local state in the workspace by a relative path', () => {
    expect(synthesized()['stacks/ingest-dev/cdk.tf.json']).toContain(
      '"../../../terraform.ingest-dev.tfstate"',
    );
  });

  it('refuses invalid settings', () => {
    const synthesize = () => {
      synthesizeEnvironments([{ ...dev, logRetentionDays: 2 as 1 }], { workspaceFolder: '.' });
    };
    expect(synthesize).toThrow(SettingsError);
  });
});
