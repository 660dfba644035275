// Usage: node build-pipeline.mjs [PROJECT...]
// Builds and synthesizes what a local run needs, or the projects that are named. All it prints goes to standard error, and only if something fails:
// the command that follows owns standard output.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
const named = process.argv.slice(2);
const projects = named.length > 0 ? named : ['@headwaters/cli', '@headwaters/console', '@headwaters/ingest'];

process.stderr.write(
  named.length > 0 ? 'Building...\n' : 'Building the functions and synthesizing the stack...\n',
);
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [nx, 'run-many', '-t', 'build', 'synth', '-p', projects.join(','), '--outputStyle=static'],
  { encoding: 'utf8', env: { ...process.env, NX_TUI: 'false' } },
);
if (status !== 0) {
  process.stderr.write(stdout + stderr);
  process.exitCode = 1;
}
