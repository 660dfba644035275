import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Simulation, startSimulation } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AcceptanceReport } from '../../src/acceptance/report/report.js';
import { readTerraformCalls, writeFakeTerraform } from '../support/fake-terraform.js';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';
import { runCli } from '../support/run-cli.js';
import { runInProcess } from '../support/run-in-process.js';

jest.setTimeout(120_000);

const quarantining = { FAILURES_BUCKET: 'failures' };
const producer = { CELL_BYTES: '262144' };

let folder: string;
let soundStack: string;
/** The archive bucket of its second consumer does not exist. */
let brokenStack: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-acceptance-'));
  const archive = { ...archivingTo('archive'), ...quarantining };
  const uploadSuffix = '.txt';
  soundStack = writePipelineStack({
    producer,
    uploadSuffix,
    consumers: { archive, audit: { SINK: 'log', ...quarantining } },
  });
  brokenStack = writePipelineStack({
    producer,
    uploadSuffix,
    consumers: { archive, broken: archivingTo('absent') },
  });
});
afterAll(() => {
  for (const temporary of [folder, soundStack, brokenStack]) rmSync(temporary, { recursive: true });
});

describe('headwaters acceptance --local', () => {
  it('passes the steps that the simulator can run, lists the other one as not run, and records what it saw', async () => {
    const file = join(folder, 'recording.json');
    const steps = ['damaged-record', 'consumer-failures', 'alarm-metrics'].flatMap((name) => [
      '--step',
      name,
    ]);
    const words = ['--local', '--json', '--stack', soundStack, '--record', file, ...steps];
    const { code, stdout } = await runCli(['acceptance', ...words]);
    const report = JSON.parse(stdout) as AcceptanceReport;
    expect({ code, ...report }).toMatchObject({
      code: 0,
      target: 'simulator',
      summary: { passed: 2, failed: 0, notRun: 1, differences: 0 },
      steps: [
        { name: 'damaged-record', status: 'passed' },
        { name: 'consumer-failures', status: 'passed' },
        { name: 'alarm-metrics', status: 'not run', reason: 'the simulator has no CloudWatch' },
      ],
    });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveLength(2);
  });

  it('exits with 1 and names the consumer that does not receive the files', async () => {
    const words = ['--local', '--stack', brokenStack, '--step', 'small-files', '--small-files', '1'];
    const { code, stdout } = await runCli(['acceptance', ...words]);
    expect({ code, lines: stdout.split('\n') }).toMatchObject({
      code: 1,
      lines: expect.arrayContaining([
        expect.stringMatching(/^failed {3}small-files: /),
        expect.stringMatching(/^ +complete\.archive +1 +1$/),
        expect.stringMatching(/^ +complete\.broken +0 +0 +must be 1$/),
        '0 passed, 1 failed, 0 not run; 0 differences between two runs of the simulator',
      ]),
    });
  });

  it.each([
    ['an unknown step', ['--local', '--step', 'nope'], /^There is no step nope\. The steps are: file, /],
    [
      '--local with --outputs',
      ['--local', '--outputs', 'x.json'],
      /^--local runs the stack in the simulator/,
    ],
    [
      '--keep with --outputs',
      ['--keep', '--outputs', 'x.json'],
      /^--keep is for an environment that the run deploys/,
    ],
    ['--disruptive alone', ['--disruptive'], /^--disruptive is for the environment of --outputs/],
  ])('exits with 2 for %s', async (_, words, message) => {
    const { code, stderr } = await runInProcess(['acceptance', '--stack', soundStack, ...words]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});

describe('headwaters acceptance --outputs, with the endpoint of a local pipeline', () => {
  let simulation: Simulation;
  let outputs: string;
  let variables: NodeJS.ProcessEnv;
  beforeAll(async () => {
    simulation = await startSimulation({ stackDirectory: soundStack });
    outputs = join(folder, 'outputs.json');
    writeFileSync(outputs, JSON.stringify(outputsOfSoundStack));
    variables = {
      AWS_ENDPOINT_URL: simulation.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
  });
  afterAll(() => simulation.stop());

  const acceptance = (...words: string[]) =>
    runCli(['acceptance', '--json', '--stack', soundStack, '--outputs', outputs, ...words], {
      cwd: folder,
      variables,
    });

  it('sees the same as in the simulator, and runs neither a disruptive step nor one whose service is absent', async () => {
    const names = ['file', 'corrupt-gzip', 'alarm-metrics'].flatMap((name) => ['--step', name]);
    const { code, stdout } = await acceptance(...names);
    const { target, steps, summary } = JSON.parse(stdout) as AcceptanceReport;
    expect({ code, target, summary, steps }).toMatchObject({
      code: 0,
      target: 'AWS',
      summary: { passed: 1, failed: 0, notRun: 2, differences: 0 },
      steps: [
        { name: 'file', status: 'passed', differences: [] },
        { name: 'corrupt-gzip', status: 'not run', reason: expect.stringContaining('--disruptive') },
        { name: 'alarm-metrics', status: 'not run', reason: expect.stringContaining('AWS answered') },
      ],
    });
  });

  it('deploys an environment without --outputs, runs the disruptive steps too, and destroys it', async () => {
    allowDestroying(soundStack);
    writeFakeTerraform(folder, outputsOfSoundStack);
    const path = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
    const words = ['acceptance', '--json', '--stack', soundStack, '--step', 'damaged-record'];
    const { code, stdout } = await runCli(words, { cwd: folder, variables: { ...variables, PATH: path } });
    const { summary } = JSON.parse(stdout) as AcceptanceReport;
    expect({ code, summary, calls: readTerraformCalls(folder) }).toEqual({
      code: 0,
      summary: { passed: 1, failed: 0, notRun: 0, differences: 0 },
      calls: ['init', 'show', 'apply', 'output', 'destroy'],
    });
  });

  it('exits with 2 and the reason on one line if AWS cannot be reached', async () => {
    const words = ['acceptance', '--stack', soundStack, '--outputs', outputs, '--step', 'file'];
    const unreachable = { ...variables, AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    const { code, stderr } = await runCli(words, { cwd: folder, variables: unreachable });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^[^\n]*ECONNREFUSED[^\n]*\n$/),
    });
  });

  it('exits with 2 for the outputs of another stack', async () => {
    const other = join(folder, 'other.json');
    writeFileSync(other, JSON.stringify({ ...outputsOfSoundStack, 'stream-name': { value: 'other' } }));
    const { code, stderr } = await acceptance('--outputs', other, '--step', 'file');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /^consumer-archive has no event source mapping that reads the stream other\./,
      ),
    });
  });
});

const outputsOfSoundStack = {
  'source-bucket': { value: 'source' },
  'archive-bucket': { value: 'archive' },
  'failures-bucket': { value: 'failures' },
  'ledger-bucket': { value: 'ledger' },
  'stream-name': { value: 'stream' },
  'producer-function': { value: 'producer' },
  'consumer-functions': { value: ['consumer-archive', 'consumer-audit'] },
  'consumer-names': { value: ['archive', 'audit'] },
};

/** Lets the buckets of a stack be destroyed with their objects. */
function allowDestroying(stackFolder: string): void {
  const file = join(stackFolder, 'cdk.tf.json');
  const stack = JSON.parse(readFileSync(file, 'utf8')) as {
    resource: { aws_s3_bucket: Record<string, Record<string, unknown>> };
  };
  for (const bucket of Object.values(stack.resource.aws_s3_bucket)) bucket['force_destroy'] = true;
  writeFileSync(file, JSON.stringify(stack));
}
