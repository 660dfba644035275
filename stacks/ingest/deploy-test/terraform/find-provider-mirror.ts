import { existsSync, readdirSync } from 'node:fs';
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
