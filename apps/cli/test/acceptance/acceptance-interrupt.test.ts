import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetEventSourceMappingCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Simulation, startSimulation } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writePipelineStack } from '../support/pipeline-stack.js';
import { builtProgram, runCli } from '../support/run-cli.js';

jest.setTimeout(120_000);

const outputs = {
  'source-bucket': { value: 'source' },
  'archive-bucket': { value: 'archive' },
  'failures-bucket': { value: 'failures' },
  'ledger-bucket': { value: 'ledger' },
  'stream-name': { value: 'stream' },
  'producer-function': { value: 'producer' },
  'consumer-functions': { value: ['consumer-audit'] },
  'consumer-names': { value: ['audit'] },
};

let folder: string;
let stack: string;
let simulation: Simulation;
let lambda: LambdaClient;
let variables: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-interrupt-'));
  writeFileSync(join(folder, 'outputs.json'), JSON.stringify(outputs));
  const producer = { CELL_BYTES: '262144' };
  stack = writePipelineStack({ producer, consumers: { audit: { SINK: 'log' } }, uploadSuffix: '.txt' });
  simulation = await startSimulation({ stackDirectory: stack });
  const { endpoint, region } = simulation;
  lambda = new LambdaClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  variables = { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
});
afterAll(async () => {
  lambda.destroy();
  await simulation.stop();
  for (const temporary of [folder, stack]) rmSync(temporary, { recursive: true });
});

async function mappingState(): Promise<string | undefined> {
  const [mapping] = simulation.blueprint.mappings;
  const { State: state } = await lambda.send(new GetEventSourceMappingCommand({ UUID: mapping?.uuid }));
  return state;
}

const undoFile = () => join(folder, 'acceptance-dev.undo.json');
const words = () => ['acceptance', '--stack', stack, '--outputs', 'outputs.json', '--disruptive'];

/** Starts the step that disables the consumer for a minute, and resolves once it is disabled. */
async function startAndAwaitDisabled(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [builtProgram, ...words(), '--step', 'disabled-consumer'], {
    cwd: folder,
    // A killed run leaves its temporary folders.
    env: { PATH: process.env['PATH'], TMPDIR: folder, ...variables },
    stdio: 'ignore',
  });
  while ((await mappingState()) !== 'Disabled') {
    if (child.exitCode !== null) throw new Error(`The run ended with ${child.exitCode}.`);
    await sleep(100);
  }
  return child;
}

describe('headwaters acceptance', () => {
  it('enables the consumer again on Ctrl-C, exits with 130 and leaves no note of changes', async () => {
    const child = await startAndAwaitDisabled();
    expect(existsSync(undoFile())).toBe(true);
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect({ code, state: await mappingState(), noted: existsSync(undoFile()) }).toEqual({
      code: 130,
      state: 'Enabled',
      noted: false,
    });
  });

  it('refuses to run after a killed run, until --undo has enabled the consumer again', async () => {
    const child = await startAndAwaitDisabled();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const refused = await runCli([...words(), '--step', 'file'], { cwd: folder, variables });
    expect({ code: refused.code, stderr: refused.stderr, state: await mappingState() }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`npm run acceptance -- --undo ${undoFile()}`),
      state: 'Disabled',
    });
    const undone = await runCli(['acceptance', '--stack', stack, '--undo', undoFile()], {
      cwd: folder,
      variables,
    });
    expect({ ...undone, state: await mappingState(), noted: existsSync(undoFile()) }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'restored 1 setting\n',
      state: 'Enabled',
      noted: false,
    });
  });

  it('undoes every other change if one can not be undone, and keeps that one in the file', async () => {
    const child = await startAndAwaitDisabled();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { changes } = JSON.parse(readFileSync(undoFile(), 'utf8')) as { changes: { mappingId: string }[] };
    const gone = { ...changes[0], mappingId: '00000000-0000-0000-0000-000000000000' };
    writeFileSync(undoFile(), JSON.stringify({ changes: [gone, ...changes] }));
    const { code } = await runCli(['acceptance', '--stack', stack, '--undo', undoFile()], {
      cwd: folder,
      variables,
    });
    expect({ failed: code !== 0, state: await mappingState() }).toEqual({ failed: true, state: 'Enabled' });
    expect(JSON.parse(readFileSync(undoFile(), 'utf8'))).toEqual({ changes: [gone] });
    rmSync(undoFile());
  });
});
