// Usage: node bundle-lambda.mjs <project folder>
// Bundles src/handler.ts into dist/handler.mjs and packs it into dist/<project>.zip. The same source makes the same bytes.
// What the code imports dynamically is in files of its own: a cold start does not load it.
// Writes the licence notices of the bundled packages to dist/THIRD-PARTY-NOTICES.txt.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { bundledPackages, formatNotices } from './third-party-notices.mjs';

/** Largest code that a cold start loads: handler.mjs and what it imports statically, in bytes. */
const maxColdStartBytes = 650_000;

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
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  splitting: true,
  chunkNames: '[name]-[hash]',
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

/** @param {string} file - An output of esbuild. @returns {string[]} The file and all that it imports statically. */
function coldStartFiles(file, found = new Set([file])) {
  for (const { path, kind } of metafile.outputs[file]?.imports ?? []) {
    if (kind !== 'import-statement' || found.has(path) || !(path in metafile.outputs)) continue;
    coldStartFiles(path, found.add(path));
  }
  return [...found];
}

const coldStartBytes = coldStartFiles('dist/handler.mjs')
  .map((file) => metafile.outputs[file]?.bytes ?? 0)
  .reduce((sum, bytes) => sum + bytes, 0);
if (coldStartBytes > maxColdStartBytes) {
  throw new Error(
    `A cold start of ${projectName} loads ${coldStartBytes} bytes; the budget is ${maxColdStartBytes}. ` +
      `Look for the largest inputs in ${join(outputFolder, 'metafile.json')}.`,
  );
}
const files = readdirSync(outputFolder).filter((name) => /\.mjs(\.map)?$/.test(name));
const archive = zipSync(
  Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(outputFolder, name))])),
  { level: 9, mtime: archiveTime, os: 3 },
);
writeFileSync(join(outputFolder, `${projectName}.zip`), archive);
process.stdout.write(
  `${projectName}: ${coldStartBytes} bytes at a cold start, ${archive.length} packed` + '\n',
);
