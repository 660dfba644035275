// Usage: node build.mjs
// Compiles src twice: dist/esm for `import` and bundlers, dist/cjs for `require`, each with its own declarations.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packageFolder = import.meta.dirname;
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const shared = ['--noEmit', 'false', '--declaration', '--rootDir', 'src', '--stripInternal'];

rmSync(join(packageFolder, 'dist'), { recursive: true, force: true });
compile('esm', []);
compile('cjs', ['--module', 'CommonJS', '--moduleResolution', 'Bundler', '--verbatimModuleSyntax', 'false']);
writeFileSync(join(packageFolder, 'dist/cjs/package.json'), '{"type":"commonjs"}\n');

/**
 * @param {string} format
 * @param {string[]} options
 */
function compile(format, options) {
  const outputFolder = join('dist', format);
  mkdirSync(join(packageFolder, dirname(outputFolder)), { recursive: true });
  execFileSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--outDir', outputFolder, ...shared, ...options],
    {
      cwd: packageFolder,
      stdio: 'inherit',
    },
  );
}
