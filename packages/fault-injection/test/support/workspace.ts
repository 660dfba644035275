import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the workspace. */
export const workspaceFolder = fileURLToPath(new URL('../../../..', import.meta.url));

/** The stack that the functions run in, as `npm run synth` leaves it. */
export const stackDirectory = resolve(workspaceFolder, 'cdktf.out/stacks/ingest-dev');
