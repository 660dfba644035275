import { spawnSync } from 'node:child_process';
import { it } from '@jest/globals';

/**
 * Returns `it` for tests that run a command. Without the command they are skipped, with a line on standard error; with `CI=true` they fail,
 * because the gate installs it.
 */
export function itWith(command: string): typeof it | typeof it.skip {
  if (spawnSync('which', [command]).status === 0) return it;
  const problem = `${command} is not installed: it does not read the stream or the archive here`;
  if (process.env['CI'] === 'true') throw new Error(`${problem}. .ci/run must install it.`);
  process.stderr.write(`SKIPPED: ${problem}.\n`);
  return it.skip;
}
