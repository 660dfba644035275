import { App } from 'cdktf';
import { IngestStack } from './ingest-stack.js';
import { parseSettings, type IngestSettingsInput } from './settings/ingest-settings.js';

export interface SynthesisOptions {
  /** The top of the workspace, where the built archives lie. */
  readonly workspaceFolder: string;
  /** Where Terraform's files go; cdktf's own choice (`cdktf.out`, or what its CLI says) if left out. */
  readonly outputFolder?: string;
}

/**
 * Writes one Terraform folder an environment: `stacks/ingest-<environment>` with its archives. The same settings and
 * archives give the same bytes, on any day and in any folder.
 *
 * @throws {@link IngestError} if settings can't be deployed or an archive is missing.
 */
export function synthesizeEnvironments(
  environments: readonly IngestSettingsInput[],
  { workspaceFolder, outputFolder }: SynthesisOptions,
): void {
  const checked = environments.map(parseSettings);
  const app = new App(outputFolder === undefined ? {} : { outdir: outputFolder });
  for (const settings of checked) {
    new IngestStack(app, `ingest-${settings.environment}`, { settings, workspaceFolder });
  }
  app.synth();
}
