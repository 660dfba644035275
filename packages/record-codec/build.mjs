// Usage: node build.mjs
// Bundles src into one file each for `import` and for `require`: one file loads several times faster than one per source file.
// Declarations stay one per source file.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const packageFolder = import.meta.dirname;
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(join(packageFolder, 'dist'), { recursive: true, force: true });
for (const format of /** @type {const} */ (['esm', 'cjs'])) {
  const outputFolder = join(packageFolder, 'dist', format);
  await bundle(format, outputFolder);
  declare(outputFolder);
}
// The nearest package.json determines the module format and tree-shaking.
writeFileSync(join(packageFolder, 'dist/cjs/package.json'), '{"type":"commonjs","sideEffects":false}\n');

/**
 * @param {'esm' | 'cjs'} format
 * @param {string} outputFolder
 */
async function bundle(format, outputFolder) {
  await build({
    absWorkingDir: packageFolder,
    entryPoints: ['src/index.ts'],
    outfile: join(outputFolder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    // These calls at the top level have no side effects, so a bundler may drop unused ones.
    pure: ['Buffer.alloc', 'Buffer.from', 'TextDecoder', 'Uint32Array.of'],
    // Inlines constants. The bundler of a consumer cannot, because they are variables in the output.
    minifySyntax: true,
    sourcemap: true,
    sourcesContent: false,
  });
}

/** @param {string} outputFolder */
function declare(outputFolder) {
  const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--stripInternal'];
  execFileSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--rootDir', 'src', '--outDir', outputFolder, ...options],
    { cwd: packageFolder, stdio: 'inherit' },
  );
}
