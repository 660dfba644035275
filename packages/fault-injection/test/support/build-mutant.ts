import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Plugin, build } from 'esbuild';
import { zipSync } from 'fflate';
import { workspaceFolder } from './workspace.js';

/** A defect planted into one module of a function. */
export interface Mutation {
  readonly app: 'producer' | 'consumer';
  /** The module, within the app's `src`. */
  readonly module: string;
  /** A piece of the module's source that stands there exactly once, and what to put in its place. */
  readonly original: string;
  readonly mutant: string;
}

/**
 * Bundles a function with the defect, the way it is bundled without, and packs it.
 *
 * @returns the archive's path.
 * @throws Error if the module does not hold the piece exactly once: then plant the defect where it belongs now.
 */
export async function buildMutant(mutation: Mutation, folder: string): Promise<string> {
  const outfile = join(folder, 'handler.mjs');
  await build({
    absWorkingDir: join(workspaceFolder, 'apps', mutation.app),
    entryPoints: ['src/handler.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['headwaters:source', 'module'],
    mainFields: ['module', 'main'],
    plugins: [plant(mutation)],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  const archivePath = join(folder, `${mutation.app}.zip`);
  await writeFile(archivePath, zipSync({ 'handler.mjs': await readFile(outfile) }, { level: 0 }));
  return archivePath;
}

function plant({ app, module, original, mutant }: Mutation): Plugin {
  const path = join(workspaceFolder, 'apps', app, 'src', module);
  return {
    name: 'mutant',
    setup: (bundle) => {
      bundle.onLoad({ filter: /\.ts$/ }, async (loading) => {
        if (loading.path !== path) return undefined;
        const pieces = (await readFile(path, 'utf8')).split(original);
        if (pieces.length !== 2)
          throw new Error(`${module} does not hold the piece exactly once: ${original}`);
        return { contents: pieces.join(mutant), loader: 'ts' as const };
      });
    },
  };
}
