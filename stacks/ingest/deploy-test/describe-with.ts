import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { pythonWithMoto } from './aws/local-aws.js';

type Describe = (name: string, tests: () => void) => void;

const tools = {
  terraform: {
    isInstalled: () => spawnSync('terraform', ['-version'], { stdio: 'ignore' }).status === 0,
    source: 'from https://developer.hashicorp.com/terraform/install',
  },
  moto: {
    isInstalled: () => pythonWithMoto() !== undefined,
    source: "with: pip install 'moto[server]==5.2.1'",
  },
} as const;

/**
 * `describe`, if these tools are installed. If not, the tests are skipped with a message on how to install the tools; in CI they
 * fail, because a gate that tests nothing must not pass.
 */
export function describeWith(...needed: (keyof typeof tools)[]): Describe {
  const missing = needed.filter((tool) => !tools[tool].isInstalled());
  if (missing.length === 0) return describe;
  const message = missing.map((tool) => `${tool} is not installed; get it ${tools[tool].source}`).join('; ');
  if (process.env['CI'] === 'true') throw new Error(message);
  process.stderr.write(`SKIPPED: ${message}\n`);
  return describe.skip;
}
