import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';

/** The first Python that has moto. */
const python = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'python3'))
  .find((each) => spawnSync(each, ['-c', 'import moto.iam'], { stdio: 'ignore' }).status === 0);
const missing = "moto is not installed; get it with: pip install 'moto[server]==5.2.1'";
if (python === undefined) {
  if (process.env['CI'] === 'true') throw new Error(missing);
  process.stderr.write(`SKIPPED: ${missing}\n`);
}

/** `describe`, skipped where moto is not installed. */
export const describeWithMoto = python === undefined ? describe.skip : describe;

/** Runs a script of this folder with one line of JSON per question. Returns the lines that it prints. */
export function runScript(name: string, questions: readonly unknown[]): string[] {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const { stdout, stderr, status } = spawnSync(python ?? 'python3', [script], {
    input: questions.map((question) => JSON.stringify(question)).join('\n'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}
