// Usage: node build-pipeline.mjs [PROJECT...]
// Builds and synthesizes what a local run needs, or the named projects. Runs Nx only if an input or an output has changed since the last
// successful build: starting Nx costs 2.5 to 3.3 s of CPU time even if everything is cached.
// Standard output belongs to the command that follows, so all messages go to standard error, and Nx's own output only on failure.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
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
  // The site: no function, stack or program is built from it.
  '.vitepress',
]);

/** Folders of what a build writes. */
const outputFolders = new Set(['dist', 'cdktf.out']);

/**
 * One line a file: of an input its path, size and modification time; of an output, which is a file in an output folder, its path and
 * a digest of its content, because Nx gives an output that it takes from its cache a new time.
 * @param {string} folder
 * @param {{ inputs: string[], outputs: string[] }} lines - Receives the lines.
 */
function describeFiles(folder, lines, isOutput = outputFolders.has(basename(folder))) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!ignoredFolders.has(entry.name))
        describeFiles(path, lines, isOutput || outputFolders.has(entry.name));
    } else if (entry.isFile() && !entry.name.endsWith('.md')) {
      if (isOutput) lines.outputs.push(`${path} ${digest(readFileSync(path))}`);
      else lines.inputs.push(describeFile(path));
    }
  }
}

/** @param {string} path */
function describeFile(path) {
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

/** The inputs and outputs as they are now. A folder that does not exist yet has none. */
function describeWorkspace() {
  const lines = { inputs: [process.version], outputs: /** @type {string[]} */ ([]) };
  for (const name of rootFiles) lines.inputs.push(describeFile(join(workspaceFolder, name)));
  for (const name of roots) {
    const folder = join(workspaceFolder, name);
    if (existsSync(folder)) describeFiles(folder, lines);
  }
  return lines;
}

/** @param {{ inputs: string[], outputs: string[] }} lines */
function fingerprintOf({ inputs, outputs }) {
  return digest([...inputs, ...outputs].join('\n'));
}

/** @param {string | Buffer} content */
function digest(content) {
  return createHash('sha256').update(content).digest('hex');
}

function lastFingerprint() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Stores the inputs of before the build: an input that is edited during the build is built again next time.
 * @param {string[]} inputs
 */
function build(inputs) {
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
  writeFileSync(stampFile, fingerprintOf({ inputs, outputs: describeWorkspace().outputs }));
}

const current = describeWorkspace();
if (fingerprintOf(current) !== lastFingerprint()) build(current.inputs);
