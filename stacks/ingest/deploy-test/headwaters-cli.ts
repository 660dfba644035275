import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import type { Deployment } from './deployment.js';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Runs a command of the built `headwaters` program in the workspace root.
 *
 * @param words - The command and its arguments.
 * @returns Its standard output.
 * @throws If its exit code is not 0.
 */
export async function runHeadwaters(
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['apps/cli/dist/main.mjs', ...words], {
    cwd: workspaceFolder,
    env: { ...process.env, ...variables },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}

const lines = Array.from({ length: 40_000 }, (_, index) => `line ${index} of a text file\n`);

/**
 * Runs the deployed stack in the simulator, with the bundles, environment variables, notification and mappings of the Terraform
 * state. Uploads a file and expects that both consumers receive it completely.
 */
export async function expectCompleteFileFromState(deployment: Deployment): Promise<void> {
  const file = join(deployment.terraform.path, 'lines.txt');
  writeFileSync(file, lines.join(''));
  const sha256 = createHash('sha256').update(lines.join('')).digest('hex');
  const state = await deployment.writeState();
  const summary = await runHeadwaters([
    ...['demo', '--json', '--no-limits', '--allow-unsupported'],
    ...['--stack', deployment.terraform.path, '--state', state, file],
  ]);
  const complete = { records: lines.length, sha256, duplicates: 0, missing: [] };
  expect(JSON.parse(summary)).toMatchObject({
    ok: true,
    files: [{ key: 'lines.txt', sha256 }],
    consumers: [
      { name: 'archive', deadLettered: 0, files: [{ ...complete, archiveSha256: sha256 }] },
      { name: 'audit', deadLettered: 0, files: [complete] },
    ],
  });
}
