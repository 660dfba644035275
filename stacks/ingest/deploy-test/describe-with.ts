import { spawnSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { pythonWithMoto } from './aws/local-aws.js';

type Describe = (name: string, tests: () => void) => void;

interface Tool {
  readonly isPresent: () => boolean;
  /** What is missing, and how to get it. */
  readonly missing: string;
  /** Whether its absence is a failure. */
  readonly isRequired: boolean;
}

const isCi = process.env['CI'] === 'true';

const tools = {
  terraform: {
    isPresent: () => spawnSync('terraform', ['-version'], { stdio: 'ignore' }).status === 0,
    missing: 'terraform is not installed; get it from https://developer.hashicorp.com/terraform/install',
    isRequired: isCi,
  },
  moto: {
    isPresent: () => pythonWithMoto() !== undefined,
    missing: "moto is not installed; get it with: pip install 'moto[server]==5.2.1'",
    isRequired: isCi,
  },
  registry: {
    isPresent: () => canReach('https://registry.terraform.io/.well-known/terraform.json'),
    missing: 'registry.terraform.io is out of reach, so the provider that the stacks require is NOT checked',
    // Other CI machines may have no access to it.
    isRequired: process.env['GITHUB_ACTIONS'] === 'true',
  },
} as const satisfies Record<string, Tool>;

/** Asks in a separate process, because tests are declared synchronously. */
function canReach(url: string): boolean {
  const request = `fetch('${url}').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`;
  return spawnSync(process.execPath, ['-e', request], { stdio: 'ignore', timeout: 15_000 }).status === 0;
}

/**
 * `describe`, if these tools are present. If not, the tests are skipped with a message on how to get the tools; in CI they fail,
 * because a gate that tests nothing must not pass.
 */
export function describeWith(...needed: (keyof typeof tools)[]): Describe {
  const absent = needed.map((name) => tools[name]).filter(({ isPresent }) => !isPresent());
  if (absent.length === 0) return describe;
  const message = absent.map(({ missing }) => missing).join('; ');
  if (absent.some(({ isRequired }) => isRequired)) throw new Error(message);
  process.stderr.write(`SKIPPED: ${message}\n`);
  return describe.skip;
}
