// Usage: node bundle-node.mjs <project folder>
// Bundles src/main.ts and this workspace's packages into dist/main.mjs; packages from the registry stay external.
// (cdktf must stay external: it starts its own files as programs.)
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const projectFolder = resolve(process.argv[2] ?? '.');
rmSync(join(projectFolder, 'dist'), { recursive: true, force: true });

await build({
  absWorkingDir: projectFolder,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.mjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  conditions: ['headwaters:source'],
  sourcemap: true,
  plugins: [
    {
      name: 'registry packages stay external',
      setup(bundling) {
        bundling.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@headwaters/') ? undefined : { path, external: true },
        );
      },
    },
  ],
});
