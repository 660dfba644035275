import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The paths that name packages of cdktf: the stacks, and the files of the workspace that install or call it. */
const migratedPaths = [
  'stacks',
  'packages/terraform-stack',
  ...['package.json', 'knip.json', 'README.md', 'apps/docs', '.github'],
];

/** The migration, its tests and the page about it contain the names that it replaces. */
const excludedPaths = [':!stacks/ingest/migration', ':!*migrat*', ':!*leaving-cdktf*'];

/** The files of a checkout that the migration may change, relative to its root. */
export function filesToMigrate(workspaceFolder: string): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--', ...migratedPaths, ...excludedPaths], {
    cwd: workspaceFolder,
    encoding: 'utf8',
  });
  return list.split('\0').filter((file) => /\.(ts|json|md|yml)$/.test(file));
}

/** A line that the migration changes. */
export interface ChangedLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export interface MigrationOptions {
  /** The root of the workspace. `files` are relative to it. */
  readonly workspaceFolder: string;
  readonly files: readonly string[];
  /** Whether to report the changes without writing them. */
  readonly dryRun: boolean;
}

/** Migrates files from cdktf to cdktn. A second run changes nothing. */
export function migrateToCdktn({ workspaceFolder, files, dryRun }: MigrationOptions): ChangedLine[] {
  return files.flatMap((file) => {
    const path = join(workspaceFolder, file);
    const before = readFileSync(path, 'utf8');
    const after = packageSwaps.reduce((content, { from, to }) => content.replaceAll(from, to), before);
    if (after !== before && !dryRun) writeFileSync(path, after);
    return changedLines(file, before, after);
  });
}

/** No swap adds or removes a line. */
function changedLines(file: string, before: string, after: string): ChangedLine[] {
  const linesAfter = after.split('\n');
  return before.split('\n').flatMap((lineBefore, index) => {
    const lineAfter = linesAfter[index] ?? '';
    if (lineBefore === lineAfter) return [];
    return [{ file, line: index + 1, before: lineBefore.trim(), after: lineAfter.trim() }];
  });
}

/**
 * Names of cdktf and the corresponding names of cdktn, its maintained fork. The versions are those that cdktn requires: `npm
 * view cdktn-cli dependencies`, `npm view @cdktn/provider-aws peerDependencies`, read on 2026-11-23. `cdktf.json`, `cdktf.out`
 * and the `CDKTF_*` variables keep their names.
 */
const packageSwaps: readonly { readonly from: RegExp; readonly to: string }[] = [
  { from: /"@cdktf\/provider-aws": "[\d.]+"/g, to: '"@cdktn/provider-aws": "25.7.0"' },
  { from: /"cdktf": "[\d.]+"/g, to: '"cdktn": "0.24.0"' },
  { from: /"cdktf-cli": "[\d.]+"/g, to: '"cdktn-cli": "0.24.0"' },
  { from: /"constructs": "[\d.]+"/g, to: '"constructs": "10.6.0"' },
  { from: /@cdktf\/provider-aws/g, to: '@cdktn/provider-aws' },
  { from: /'cdktf'/g, to: "'cdktn'" },
  { from: /\bcdktf-cli"/g, to: 'cdktn-cli"' },
  { from: /(?<=npx |`|\.bin\/|stacks\/ingest )cdktf(?=[ '`])/g, to: 'cdktn' },
];
