import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line that the migration rewrites. */
interface ChangedLine {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

interface MigrationOptions {
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

/** What names a package of cdktf: the stack, and what of the workspace installs or calls it. */
const places = ['stacks/ingest', 'package.json', 'knip.json', 'README.md', '.github'];

/** The migration itself and its test go on saying what they swap. */
const exceptions = [':!stacks/ingest/migration', ':!*migrat*'];

/** The files of a checkout that the migration may touch, relative to its top. */
export function filesToMigrate(workspaceFolder: string): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--', ...places, ...exceptions], {
    cwd: workspaceFolder,
    encoding: 'utf8',
  });
  return list.split('\0').filter((file) => /\.(ts|json|md|yml)$/.test(file));
}

/** One spelling, and what stands in its place after the migration. */
interface PackageSwap {
  readonly from: RegExp;
  readonly to: string;
}

/**
 * What cdktn, the live fork of cdktf, calls the same things. Its own peers and pins decide the versions: `npm view cdktn-cli
 * dependencies`, `npm view @cdktn/provider-aws peerDependencies`; read on 2026-11-23. `cdktf.json`, `cdktf.out` and the
 * `CDKTF_*` variables keep their names there.
 */
const packageSwaps: readonly PackageSwap[] = [
  { from: /"@cdktf\/provider-aws": "[\d.]+"/g, to: '"@cdktn/provider-aws": "25.7.0"' },
  { from: /"cdktf": "[\d.]+"/g, to: '"cdktn": "0.24.0"' },
  { from: /"cdktf-cli": "[\d.]+"/g, to: '"cdktn-cli": "0.24.0"' },
  { from: /"constructs": "[\d.]+"/g, to: '"constructs": "10.6.0"' },
  { from: /@cdktf\/provider-aws/g, to: '@cdktn/provider-aws' },
  { from: /'cdktf'/g, to: "'cdktn'" },
  { from: /\bcdktf-cli"/g, to: 'cdktn-cli"' },
  { from: /(?<=npx |`|\.bin\/|stacks\/ingest )cdktf(?=[ '`])/g, to: 'cdktn' },
];

/** A file's text with every package of cdktf replaced by its twin of cdktn; the same text if it names none. */
function swapPackages(text: string): string {
  return packageSwaps.reduce((swapped, { from, to }) => swapped.replaceAll(from, to), text);
}
