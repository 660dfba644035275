import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the workspace. The relative path holds for `apps/cli/dist` and for `apps/cli/src`. */
export const workspaceFolder = fileURLToPath(new URL('../../..', import.meta.url));

/** Default of `--stack`: the dev environment as `npm run synth` writes it. */
export const defaultStackFolder = environmentStackFolder('dev');

/** The folder of an environment's stack as `npm run synth` writes it. */
export function environmentStackFolder(environment: string): string {
  return resolve(workspaceFolder, 'cdktf.out/stacks', `ingest-${environment}`);
}

/** The built page of the console. */
export const consolePageFolder = resolve(workspaceFolder, 'apps/console/dist');

/** Scenarios recorded from the documented behaviour of AWS. */
export const conformanceFolder = resolve(workspaceFolder, 'packages/stack-simulator/conformance');

/** The file that `start` uploads. */
export const sampleFile = resolve(workspaceFolder, 'apps/cli/sample/headwaters.txt');
