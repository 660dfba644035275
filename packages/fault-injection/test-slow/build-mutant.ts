import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, build } from 'esbuild';
import { zipSync } from 'fflate';

/** The workspace's root folder. */
export const workspaceFolder = fileURLToPath(new URL('../../..', import.meta.url));

/** A bug, described by statements to insert at an anchor in the source of a function. */
export interface Mutation {
  readonly app: 'producer' | 'consumer';
  /** Name of the anchor: a comment line `// mutation-anchor: NAME` in the app's `src`. */
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
  const outfile = join(folder, 'handler.mjs');
  const planted: string[] = [];
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
    plugins: [plantBug(mutation, planted)],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  if (planted.length !== 1) {
    throw new Error(
      `The anchor ${mutation.anchor} must occur exactly once in apps/${mutation.app}/src, but occurs in [${planted.join(', ')}]`,
    );
  }
  const archivePath = join(folder, `${mutation.app}.zip`);
  await writeFile(archivePath, zipSync({ 'handler.mjs': await readFile(outfile) }, { level: 0 }));
  return archivePath;
}

/** @param planted - Receives the path of the source file once per occurrence of the anchor. */
function plantBug({ app, anchor, statements }: Mutation, planted: string[]): Plugin {
  const sourceFolder = join(workspaceFolder, 'apps', app, 'src');
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
