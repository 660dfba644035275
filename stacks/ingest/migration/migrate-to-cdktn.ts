import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { swapPackages } from './swap-packages.js';

/** A line that the migration rewrites. */
export interface ChangedLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export interface MigrationOptions {
  /** The top of the workspace, which `files` are relative to. */
  readonly workspaceFolder: string;
  readonly files: readonly string[];
  /** Whether to leave the files as they are and only tell what would change. */
  readonly dryRun: boolean;
}

/** Moves files from cdktf to cdktn. Done twice it changes nothing more. */
export function migrateToCdktn({ workspaceFolder, files, dryRun }: MigrationOptions): ChangedLine[] {
  return files.flatMap((file) => {
    const path = join(workspaceFolder, file);
    const before = readFileSync(path, 'utf8');
    const after = swapPackages(before);
    if (after !== before && !dryRun) writeFileSync(path, after);
    return changedLines(file, before, after);
  });
}

/** No swap adds or removes a line. */
function changedLines(file: string, before: string, after: string): ChangedLine[] {
  const swapped = after.split('\n');
  return before.split('\n').flatMap((text, index) => {
    const now = swapped[index] ?? '';
    return text === now ? [] : [{ file, line: index + 1, before: text.trim(), after: now.trim() }];
  });
}
