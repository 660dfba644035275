import { execFileSync } from 'node:child_process';

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
