import { execFileSync } from 'node:child_process';
import { describe } from '@jest/globals';

/**
 * `describe`, where terraform is installed. Elsewhere the tests are skipped with a word on how to get it, or fail if this
 * is CI: a gate that tests nothing must not be green.
 */
export const describeWithTerraform: (name: string, tests: () => void) => void = hasTerraform()
  ? describe
  : complain('terraform is not installed. Get it from https://developer.hashicorp.com/terraform/install');

function hasTerraform(): boolean {
  try {
    execFileSync('terraform', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function complain(what: string): (name: string, tests: () => void) => void {
  if (process.env['CI'] === 'true') throw new Error(what);
  process.stderr.write(`SKIPPED: ${what}\n`);
  return describe.skip;
}
