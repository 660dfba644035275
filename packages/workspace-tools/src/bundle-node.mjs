// Usage: node bundle-node.mjs <project folder> [external package...]
// Bundles src/main.ts with its imports into dist/main.mjs. Dynamic imports become files beside it, which are
// loaded when they are needed. External packages are resolved at run time.
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const [projectName = '.', ...external] = process.argv.slice(2);
const projectFolder = resolve(projectName);
rmSync(join(projectFolder, 'dist'), { recursive: true, force: true });

await build({
  absWorkingDir: projectFolder,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  splitting: true,
  chunkNames: '[name]-[hash]',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Setting any condition removes esbuild's default `module`, which selects the tree-shakable build of the SDK.
  conditions: ['headwaters:source', 'module'],
  mainFields: ['module', 'main'],
  sourcemap: true,
  external,
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
