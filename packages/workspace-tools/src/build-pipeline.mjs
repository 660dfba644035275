// Builds and synthesizes what a local run needs. All it prints goes to standard error, and only if something fails:
// the command that follows owns standard output.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
const projects = ['@headwaters/cli', '@headwaters/console', '@headwaters/ingest'];

process.stderr.write('Building the functions and synthesizing the stack...\n');
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [nx, 'run-many', '-t', 'build', 'synth', '-p', projects.join(','), '--outputStyle=static'],
  { encoding: 'utf8', env: { ...process.env, NX_TUI: 'false' } },
);
if (status !== 0) {
  process.stderr.write(stdout + stderr);
  process.exitCode = 1;
}
