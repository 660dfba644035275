import { readdirSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { EnvironmentUnlistedError } from './errors.js';
import type { IngestSettingsInput } from './settings/ingest-settings.js';

/**
 * Checks that each file of the folder of environments, `NAME.ts`, is one of the environments. Without this check, a new file would
 * have no effect: it would be missing in `cdktf list` and in the plan check.
 *
 * @throws {@link EnvironmentUnlistedError} for the first file that is not.
 */
export function checkAllListed(environments: readonly IngestSettingsInput[], folder: string): void {
  const listed = new Set(environments.map(({ environment }) => environment));
  const unlisted = readdirSync(folder).find(
    (file) => extname(file) === '.ts' && !listed.has(basename(file, '.ts')),
  );
  if (unlisted !== undefined) throw new EnvironmentUnlistedError(unlisted);
}
