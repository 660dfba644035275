import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the workspace, seen from `apps/cli/dist` as from `apps/cli/src`. */
const workspaceFolder = fileURLToPath(new URL('../../..', import.meta.url));

/** The stack that runs unless another is asked for: what `npm run synth` made of the dev environment. */
export const stackFolder = resolve(workspaceFolder, 'cdktf.out/stacks/ingest-dev');

/** The console's page, as its build leaves it. */
export const consolePageFolder = resolve(workspaceFolder, 'apps/console/dist');

/** The scenarios that hold the simulator to what AWS does. */
export const conformanceFolder = resolve(workspaceFolder, 'packages/stack-simulator/conformance');

/** The file that `npm start` uploads by itself. */
export const sampleFile = resolve(workspaceFolder, 'apps/cli/sample/headwaters.txt');

/** A path as the person meant it: npm runs scripts at the top, and tells in INIT_CWD where it was called. */
export function fromWhereCalled(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path);
}
