// Runs the command fences of README.md, so that it can't promise what does not work.
// ```sh is run as it stands; ```sh aws needs an AWS account: there, the npm scripts and programs it names must exist.
import { spawn, spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const readme = readFileSync('README.md', 'utf8');
const gate = readFileSync('.ci/run', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Longest wait for a command, in milliseconds. */
const timeoutMillis = 180_000;

const fences = [...readme.matchAll(/^```(\S*)(?: (\S+))?\n(.*?)^```$/gms)].map(
  ([, language, mark, body = '']) => ({
    language,
    mark,
    commands: body
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim())
      .filter(Boolean),
  }),
);
for (const { language, mark, commands } of fences.filter((fence) => fence.language === 'sh')) {
  for (const command of commands) {
    process.stdout.write(`$ ${command}\n`);
    checkScripts(command);
    if (mark === 'aws') continue;
    assert.equal(
      mark,
      undefined,
      `a fence of ${String(language)} is marked '${String(mark)}'; known is only 'aws'`,
    );
    if (command === 'npm ci && npm start') await checkStart();
    else if (command.startsWith('npm ci && npm test')) checkTestCommand(command);
    else run(command);
  }
}

/** @param {string} command */
function checkScripts(command) {
  for (const [, name = ''] of command.matchAll(/npm run (?:-s )?(\S+)/g))
    assert.ok(name in scripts, `README.md names the npm script ${name}, which package.json lacks`);
}

/** The gate has just run it; here it is enough that the gate runs exactly this. @param {string} command */
function checkTestCommand(command) {
  for (const part of command.split(' && '))
    assert.ok(gate.split('\n').includes(part), `.ci/run must run '${part}' as README.md says it`);
}

/** @param {string} command */
function run(command) {
  const { status } = spawnSync('bash', ['-euo', 'pipefail', '-c', command], {
    stdio: 'inherit',
    timeout: timeoutMillis,
  });
  assert.equal(status, 0, `'${command}' of README.md failed`);
}

/** Starts the pipeline, waits until the sample has arrived, and stops it as Ctrl-C does: by a signal to the whole group. */
async function checkStart() {
  const child = spawn('npm', ['start'], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = child.pid ?? assert.fail('npm did not start');
  const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), timeoutMillis);
  let output = '';
  let interruptedAt = 0;
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    output += text;
    if (interruptedAt === 0 && /every consumer has it whole/.test(output)) {
      interruptedAt = Date.now();
      process.kill(-pid, 'SIGINT');
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  assert.ok(interruptedAt > 0, `the sample did not arrive:\n${output}`);
  process.stdout.write(
    `stopped ${String(Date.now() - interruptedAt)} ms after Ctrl-C, exit code ${String(code)}\n`,
  );
  assert.throws(() => process.kill(-pid, 0), 'a process of npm start is still there');
}
