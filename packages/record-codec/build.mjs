// Usage: node build.mjs
// Bundles src into one file each for `import` and for `require`: one file loads several times faster than one for each idea.
// Declarations stay one for each source file.
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
// The nearest package.json counts, for the kind of module and for tree-shaking.
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
    // What runs at import: without effects, so that a bundler may leave out what is not used.
    pure: ['Buffer.from', 'TextDecoder', 'Uint32Array.of'],
    // Puts constants where they are used: a bundler can't, of what is a variable in the output.
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
