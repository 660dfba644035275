import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { pythonWithMoto } from './aws/local-aws.js';

type Describe = (name: string, tests: () => void) => void;

const tools = {
  terraform: {
    isThere: () => spawnSync('terraform', ['-version'], { stdio: 'ignore' }).status === 0,
    howToGet: 'from https://developer.hashicorp.com/terraform/install',
  },
  moto: {
    isThere: () => pythonWithMoto() !== undefined,
    howToGet: "with: pip install 'moto[server]==5.2.1'",
  },
} as const;

/**
 * `describe`, where these tools are installed. Elsewhere the tests are skipped with a word on how to get the tools, or fail
 * if this is CI: a gate that tests nothing must not be green.
 */
export function describeWith(...needed: (keyof typeof tools)[]): Describe {
  const missing = needed.filter((tool) => !tools[tool].isThere());
  if (missing.length === 0) return describe;
  const complaint = missing
    .map((tool) => `${tool} is not installed; get it ${tools[tool].howToGet}`)
    .join('; ');
  if (process.env['CI'] === 'true') throw new Error(complaint);
  process.stderr.write(`SKIPPED: ${complaint}\n`);
  return describe.skip;
}
