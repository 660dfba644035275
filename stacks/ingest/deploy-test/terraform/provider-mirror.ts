import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const registry = 'registry.terraform.io';

/** Folders that commonly contain provider mirrors. */
const usualFolders = [
  '/opt',
  '/srv',
  '/usr/local',
  '/usr/share',
  '/var/lib',
  join(homedir(), '.terraform.d'),
];

/** Folder levels that are searched below each of them. */
const maxDepth = 2;

/**
 * Finds a folder with an unpacked provider, for machines without access to the registry.
 *
 * @param provider - Such as `hashicorp/aws/5.100.0`.
 * @returns The folder that contains `registry.terraform.io`, or undefined if there is none.
 */
export function findProviderMirror(
  provider: string,
  folders: readonly string[] = usualFolders,
): string | undefined {
  return folders
    .flatMap((folder) => foldersBelow(folder, maxDepth))
    .find((folder) => contains(folder, provider));
}

const contains = (folder: string, provider: string) => existsSync(join(folder, registry, provider));

function foldersBelow(folder: string, depth: number): string[] {
  if (depth === 0) return [folder];
  return [folder, ...subfolders(folder).flatMap((below) => foldersBelow(below, depth - 1))];
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  } catch {
    return []; // missing or unreadable
  }
}

/**
 * Configures Terraform to install the provider from a mirror, if this machine has one. If not, Terraform downloads it.
 *
 * @param stackFolder - A synthesized stack, which has the version of the provider.
 * @param folder - The folder for Terraform's CLI configuration file.
 * @returns Environment variables for Terraform.
 */
export function mirrorVariables(stackFolder: string, folder: string): { TF_CLI_CONFIG_FILE?: string } {
  if (existsSync(process.env['TF_CLI_CONFIG_FILE'] ?? '')) return {}; // the user's own configuration
  const mirror = findProviderMirror(`hashicorp/aws/${providerVersion(stackFolder)}`);
  if (mirror === undefined) return {};
  const file = join(folder, 'terraform.rc');
  writeFileSync(file, configurationFor(mirror));
  return { TF_CLI_CONFIG_FILE: file };
}

const configurationFor = (mirror: string) => `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["hashicorp/aws"]
  }
  direct {
    exclude = ["hashicorp/aws"]
  }
}
`;

function providerVersion(stackFolder: string): string {
  const { terraform } = JSON.parse(readFileSync(join(stackFolder, 'cdk.tf.json'), 'utf8')) as {
    terraform: { required_providers: { aws: { version: string } } };
  };
  return terraform.required_providers.aws.version;
}
