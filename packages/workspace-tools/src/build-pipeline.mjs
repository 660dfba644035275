// Usage: node build-pipeline.mjs [PROJECT...]
// Builds and synthesizes what a local run needs, or the named projects. Runs Nx only if an input or an output has changed since the last
// successful build: starting Nx costs 2.5 to 3.3 s of CPU time even if everything is cached.
// Standard output belongs to the command that follows, so all messages go to standard error, and Nx's own output only on failure.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspaceFolder = fileURLToPath(new URL('../../..', import.meta.url));
const named = process.argv.slice(2);
const projects = named.length > 0 ? named : ['@headwaters/cli', '@headwaters/console', '@headwaters/ingest'];
const stampFile = join(
  workspaceFolder,
  'node_modules/.cache/headwaters',
  `build-${projects.join('+').replaceAll(/[^a-z0-9+-]/gi, '-')}.txt`,
);

const roots = ['apps', 'packages', 'stacks', 'cdktf.out'];
const rootFiles = ['package-lock.json', 'nx.json', 'tsconfig.base.json', 'cdktf.json'];
const ignoredFolders = new Set([
  'node_modules',
  'test',
  'test-slow',
  'e2e',
  'bench',
  'deploy-test',
  'coverage',
]);

/**
 * One line a file: path, size and modification time. Covers sources and outputs, so that a deleted `dist` is built again.
 * @param {string} folder
 * @returns {string[]}
 */
function describeFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ignoredFolders.has(entry.name) ? [] : describeFiles(path);
    return entry.isFile() && !entry.name.endsWith('.md') ? [describeFile(path)] : [];
  });
}

/** @param {string} path */
function describeFile(path) {
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

function fingerprint() {
  try {
    const lines = [
      ...rootFiles.map((name) => describeFile(join(workspaceFolder, name))),
      ...roots.flatMap((name) => describeFiles(join(workspaceFolder, name))),
    ];
    return createHash('sha256')
      .update(`${process.version}\n${lines.join('\n')}`)
      .digest('hex');
  } catch {
    return undefined; // an output folder is missing
  }
}

function lastFingerprint() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

function build() {
  process.stderr.write(
    named.length > 0 ? 'Building...\n' : 'Building the functions and synthesizing the stack...\n',
  );
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [nx, 'run-many', '-t', 'build', 'synth', '-p', projects.join(','), '--outputStyle=static'],
    { cwd: workspaceFolder, encoding: 'utf8', env: { ...process.env, NX_TUI: 'false' } },
  );
  if (status !== 0) {
    process.stderr.write(stdout + stderr);
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, fingerprint() ?? '');
}

const current = fingerprint();
if (current === undefined || current !== lastFingerprint()) build();
