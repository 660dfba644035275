// Usage: node bundle-node.mjs <project folder> [external package...]
// Bundles src/main.ts with its imports into dist/main.mjs. External packages are resolved at run time.
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const [projectName = '.', ...external] = process.argv.slice(2);
const projectFolder = resolve(projectName);
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
  mainFields: ['module', 'main'],
  sourcemap: true,
  external,
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
