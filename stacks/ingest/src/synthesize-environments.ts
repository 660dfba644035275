import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { IngestStack } from './ingest-stack.js';
import type { IngestSettingsInput } from './settings/ingest-settings.js';
import { parseSettings } from './settings/parse-settings.js';

export interface SynthesisOptions {
  /** The root of the workspace, with the built archives and the dependency lock file. */
  readonly workspaceFolder: string;
  /** Where the Terraform files go. Default: `cdktf.out`, or what cdktf's CLI sets. */
  readonly outputFolder?: string;
}

/**
 * Terraform's dependency lock file: the version of the AWS provider and the hashes of its archives. Terraform looks for it beside
 * the configuration and refuses a provider with other hashes.
 * Source: https://developer.hashicorp.com/terraform/language/files/dependency-lock, read on 2026-11-28.
 */
const lockFile = '.terraform.lock.hcl';

/**
 * Writes one Terraform folder per environment: `stacks/ingest-<environment>`, with its archives and the dependency lock file. Equal
 * settings and archives give equal bytes, on any day and in any folder.
 *
 * @throws {@link StackError} if settings are invalid or an archive is missing.
 */
export function synthesizeEnvironments(
  environments: readonly IngestSettingsInput[],
  { workspaceFolder, outputFolder }: SynthesisOptions,
): void {
  // All settings are validated before anything is written.
  const parsed = environments.map(parseSettings);
  const app = new App(outputFolder === undefined ? {} : { outdir: outputFolder });
  const stacks = parsed.map(
    (settings) => new IngestStack(app, `ingest-${settings.environment}`, { settings, workspaceFolder }),
  );
  app.synth();
  for (const { node } of stacks) {
    const committed = join(workspaceFolder, 'stacks/ingest', lockFile);
    copyFileSync(committed, join(app.outdir, 'stacks', node.id, lockFile));
  }
}
