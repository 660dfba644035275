import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const registry = 'registry.terraform.io';

/** Where people and machine images keep provider mirrors. */
const usualFolders = [
  '/opt',
  '/srv',
  '/usr/local',
  '/usr/share',
  '/var/lib',
  join(homedir(), '.terraform.d'),
];

/** How deep a mirror may lie below one of those. */
const maxDepth = 2;

/**
 * Finds a folder that holds an unpacked provider, so that a machine without the registry can use it.
 *
 * @param provider - Such as `hashicorp/aws/5.100.0`.
 * @returns The mirror's top folder (the one that holds `registry.terraform.io`), or undefined where there is none.
 */
export function findProviderMirror(
  provider: string,
  folders: readonly string[] = usualFolders,
): string | undefined {
  return folders
    .flatMap((folder) => foldersBelow(folder, maxDepth))
    .find((folder) => holds(folder, provider));
}

const holds = (folder: string, provider: string) => existsSync(join(folder, registry, provider));

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
    return []; // not there, or not ours to read
  }
}

/**
 * Makes terraform take the provider from a mirror if this machine has one; else it downloads as it always does.
 *
 * @param stackFolder - A synthesized stack; it says which version of the provider is needed.
 * @param folder - Where terraform's configuration file may be written.
 * @returns What to add to terraform's environment.
 */
export function mirrorSetting(stackFolder: string, folder: string): { TF_CLI_CONFIG_FILE?: string } {
  if (existsSync(process.env['TF_CLI_CONFIG_FILE'] ?? '')) return {}; // this machine has a configuration of its own
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
