import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as explorer from '@headwaters/stack-explorer';
import { build, type Plugin } from 'esbuild';
import type { PlantedBug } from './planted-bugs.js';

const workspaceFolder = fileURLToPath(new URL('../../..', import.meta.url));
const simulatorFolder = join(workspaceFolder, 'packages/stack-simulator/src');

/** The explorer, with a simulator that has a bug. */
export type Mutant = Pick<typeof explorer, 'checkScript' | 'exploreWorld' | 'writeViolation'>;

/**
 * Bundles the explorer and the simulator with a bug, and loads the bundle.
 *
 * @throws Error if the file does not contain the code exactly once.
 */
export async function loadMutant(
  bug: Pick<PlantedBug, 'file' | 'code' | 'bug'>,
  name: string,
): Promise<Mutant> {
  // Below the workspace, so that the packages of the registry are found.
  const outfile = join(workspaceFolder, 'node_modules/.cache/headwaters', `explorer-${name}.cjs`);
  await build({
    entryPoints: [join(workspaceFolder, 'packages/stack-explorer/src/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    conditions: ['headwaters:source'],
    plugins: [plantBug(bug), registryPackagesStayExternal],
    banner: { js: 'const __url = require("node:url").pathToFileURL(__filename).href;' },
    define: { 'import.meta.url': '__url' },
  });
  return createRequire(import.meta.url)(outfile) as Mutant;
}

function plantBug({ file, code, bug }: Pick<PlantedBug, 'file' | 'code' | 'bug'>): Plugin {
  const mutated = join(simulatorFolder, file);
  return {
    name: 'plant-bug',
    setup: (bundle) => {
      bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path !== mutated) return undefined;
        const parts = (await readFile(path, 'utf8')).split(code);
        if (parts.length !== 2)
          throw new Error(`${file} must contain exactly once: ${code}\nIt has it ${parts.length - 1} times.`);
        return { contents: parts.join(bug), loader: 'ts' as const };
      });
    },
  };
}

const registryPackagesStayExternal: Plugin = {
  name: 'registry packages stay external',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@headwaters/') ? undefined : { path, external: true },
    );
  },
};
