// Usage: node bundle-lambda.mjs <project folder>
// Bundles src/handler.ts into dist/handler.mjs and packs it into dist/<project>.zip. The same source makes the same bytes.
// Writes the licence notices of the bundled packages to dist/THIRD-PARTY-NOTICES.txt.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { bundledPackages, formatNotices } from './third-party-notices.mjs';

/** Largest bundle accepted, in bytes. Cold start time grows with the bundle. */
const maxBundleBytes = 650_000;

/** ZIP stores local time without a time zone, so this date makes the same bytes everywhere. 1980 is the first year of the format. */
const archiveTime = new Date(1980, 0, 1);

const projectFolder = resolve(process.argv[2] ?? '.');
const projectName = basename(projectFolder);
const outputFolder = join(projectFolder, 'dist');
rmSync(outputFolder, { recursive: true, force: true });
mkdirSync(outputFolder);

const { metafile } = await build({
  absWorkingDir: projectFolder,
  entryPoints: ['src/handler.ts'],
  outfile: 'dist/handler.mjs',
  bundle: true,
  platform: 'node',
  // The local run executes the same archives on the laptop's Node.js; the functions' runtime is newer.
  target: 'node20',
  format: 'esm',
  // Setting any condition removes esbuild's default `module`, which selects the tree-shakable build of the SDK.
  conditions: ['headwaters:source', 'module'],
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
writeFileSync(join(outputFolder, 'metafile.json'), JSON.stringify(metafile));
const notices = formatNotices(bundledPackages(metafile, projectFolder));
writeFileSync(join(outputFolder, 'THIRD-PARTY-NOTICES.txt'), notices);

const bundle = readFileSync(join(outputFolder, 'handler.mjs'));
if (bundle.length > maxBundleBytes) {
  throw new Error(
    `The bundle of ${projectName} has ${bundle.length} bytes; the budget is ${maxBundleBytes}. ` +
      `Look for the largest inputs in ${join(outputFolder, 'metafile.json')}.`,
  );
}
const sourceMap = readFileSync(join(outputFolder, 'handler.mjs.map'));
const archive = zipSync(
  { 'handler.mjs': bundle, 'handler.mjs.map': sourceMap },
  { level: 9, mtime: archiveTime, os: 3 },
);
writeFileSync(join(outputFolder, `${projectName}.zip`), archive);
process.stdout.write(`${projectName}: ${bundle.length} bytes, ${archive.length} packed` + '\n');
