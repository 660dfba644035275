import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, build } from 'esbuild';
import { zipSync } from 'fflate';

/** The workspace's root folder. */
export const workspaceFolder = fileURLToPath(new URL('../../..', import.meta.url));

const requireBanner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** A bug, described by statements to insert at an anchor in the source of a function. */
export interface Mutation {
  /** A function, or the recovery package. */
  readonly app: 'producer' | 'consumer' | 'recovery';
  /** Name of the anchor: a comment line `// mutation-anchor: NAME` in its `src`. */
  readonly anchor: string;
  /** Statements that replace the comment. */
  readonly statements: string;
}

/**
 * Bundles a function with a bug, with the options of the normal build, and zips the bundle.
 *
 * @returns The path of the code archive.
 * @throws Error if the sources in the bundle do not contain the anchor exactly once.
 */
export async function buildMutant(mutation: Mutation, folder: string): Promise<string> {
  const outfile = await bundleMutant(mutation, folder);
  const archivePath = join(folder, `${mutation.app}.zip`);
  await writeFile(archivePath, zipSync({ 'handler.mjs': await readFile(outfile) }, { level: 0 }));
  return archivePath;
}

/**
 * Bundles a function, or the recovery package, with a bug.
 *
 * @returns The path of the module.
 * @throws Error if the sources in the bundle do not contain the anchor exactly once.
 */
export async function bundleMutant(mutation: Mutation, folder: string): Promise<string> {
  // Functions are modules. A test imports the recovery package: Jest runs CommonJS, without dynamic imports.
  const isFunction = mutation.app !== 'recovery';
  const outfile = join(folder, isFunction ? 'handler.mjs' : 'recovery.cjs');
  const planted: string[] = [];
  await build({
    absWorkingDir: sourceFolderOf(mutation),
    entryPoints: [isFunction ? 'handler.ts' : 'index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: isFunction ? 'esm' : 'cjs',
    conditions: ['headwaters:source', 'module'],
    mainFields: ['module', 'main'],
    plugins: [plantBug(mutation, planted)],
    ...(isFunction ? { banner: { js: requireBanner } } : { supported: { 'dynamic-import': false } }),
  });
  if (planted.length !== 1) {
    throw new Error(
      `The anchor ${mutation.anchor} must occur exactly once in the sources of ${mutation.app}, but occurs in [${planted.join(', ')}]`,
    );
  }
  return outfile;
}

function sourceFolderOf({ app }: Pick<Mutation, 'app'>): string {
  return join(workspaceFolder, app === 'recovery' ? 'packages' : 'apps', app, 'src');
}

/** @param planted - Receives the path of the source file once per occurrence of the anchor. */
function plantBug({ app, anchor, statements }: Mutation, planted: string[]): Plugin {
  const sourceFolder = sourceFolderOf({ app });
  const comment = new RegExp(`^ *// mutation-anchor: ${anchor}$`, 'gm');
  return {
    name: 'plant-bug',
    setup: (bundle) => {
      bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(sourceFolder)) return undefined;
        const source = await readFile(path, 'utf8');
        const contents = source.replaceAll(comment, () => {
          planted.push(path);
          return statements;
        });
        return { contents, loader: 'ts' as const };
      });
    },
  };
}
