// Runs the shell fences of README.md and of the pages of this site. Usage: run-typescript.mjs apps/docs/src/run-shell-fences.ts
// A fence marked `sh aws` needs an AWS account and is not run; test/pages.test.ts checks that its npm scripts exist.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { markdownFences, shellCommands } from '@headwaters/test-kit/markdown-fences';
import { documents } from './documents.js';

/** Longest time for a command, in milliseconds. */
const timeoutMillis = 180_000;

const gate = readFileSync('.ci/run', 'utf8').split('\n');
const done = new Set<string>();
for (const document of documents()) {
  for (const { language, name, code } of markdownFences(readFileSync(document, 'utf8'))) {
    if (language !== 'sh' || name === 'aws') continue;
    for (const unit of unitsOf(code)) {
      if (done.has(unit)) continue;
      done.add(unit);
      for (const command of shellCommands(unit)) await check(command, document);
    }
  }
}

/** Splits a fence into what runs once. A fence that writes a file stays whole, because its other commands read the file. */
function unitsOf(code: string): readonly string[] {
  return code.includes(' > ') ? [code] : shellCommands(code);
}

async function check(command: string, document: string): Promise<void> {
  process.stdout.write(`${document}: $ ${command}\n`);
  if (command === 'npm ci && npm start') await checkStart();
  else if (command === 'npm ci && npm test') checkGateRuns(command.split(' && '));
  else if (!gate.includes(command)) run(command);
}

/** The gate runs its own lines, so they are not run here again. These commands must be among them. */
function checkGateRuns(commands: readonly string[]): void {
  assert.deepEqual(
    commands.filter((command) => !gate.includes(command)),
    [],
    '.ci/run must run the test command of README.md',
  );
}

function run(command: string): void {
  const { status } = spawnSync('bash', ['-euo', 'pipefail', '-c', command], {
    stdio: 'inherit',
    timeout: timeoutMillis,
  });
  assert.equal(status, 0, `'${command}' failed`);
}

/** Starts the pipeline, waits until the sample has arrived, and sends SIGINT to the process group, as Ctrl-C does. */
async function checkStart(): Promise<void> {
  const child = spawn('npm', ['start'], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = child.pid ?? assert.fail('npm did not start');
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), timeoutMillis);
  let output = '';
  let interruptedAtMillis = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (interruptedAtMillis === 0 && output.includes('complete at every consumer')) {
      interruptedAtMillis = Date.now();
      process.kill(-pid, 'SIGINT');
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  assert.ok(interruptedAtMillis > 0, `the sample did not arrive:\n${output}`);
  process.stdout.write(
    `stopped ${Date.now() - interruptedAtMillis} ms after Ctrl-C, exit code ${String(code)}\n`,
  );
  assert.throws(() => process.kill(-pid, 0), 'a process of npm start is still running');
}
