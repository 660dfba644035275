// Usage: node run-typescript.mjs <entry.ts>[,<entry.ts>...] [arguments of the program]
// Bundles each program with the source of this workspace's packages and runs it in this process, one after the other, with the same
// arguments.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** @type {import('esbuild').Plugin} */
const registryPackagesStayExternal = {
  name: 'registry packages stay external',
  setup(bundling) {
    bundling.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@headwaters/') ? undefined : { path, external: true },
    );
  },
};

const [entries = '', ...rest] = process.argv.slice(2);
for (const entry of entries.split(',')) await run(entry);

/** @param {string} entry */
async function run(entry) {
  const outfile = resolve(
    join('node_modules', '.cache', 'headwaters', entry.replaceAll(/[^a-z0-9]/gi, '-') + '.mjs'),
  );
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['headwaters:source'],
    sourcemap: 'inline',
    plugins: [registryPackagesStayExternal],
  });
  process.argv = [process.argv[0] ?? '', resolve(entry), ...rest];
  await import(pathToFileURL(outfile).href);
}
