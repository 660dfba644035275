import { copyLockFile } from '@headwaters/terraform-stack';
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
  for (const settings of parsed) {
    new IngestStack(app, `ingest-${settings.environment}`, { settings, workspaceFolder });
  }
  app.synth();
  copyLockFile(app, workspaceFolder);
}
