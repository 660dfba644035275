import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createProgram } from '../src/program.js';
import { runCli } from './support/run-cli.js';
import { runInProcess } from './support/run-in-process.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Every command, and each of its usage errors besides an unknown option. */
const usageErrors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  start: [['--port', 'x'], ['--port', '65536'], ['--console-port', '0'], ['--stack'], ['extra']],
  demo: [[], ['file.txt', '--stack']],
  trace: [[], ['s3://a/b', 's3://c/d'], ['s3://a/b', '--outputs']],
  failures: [['--since', 'yesterday'], ['--source', 'key'], ['--outputs'], ['extra']],
  redrive: [['--rate', '0'], ['--concurrency', '1.5'], ['--until', '2026-02-30'], ['extra']],
  discard: [[], ['--why'], ['--why', ' '], ['--why', 'x'.repeat(1_001)], ['--why', 'x', 'extra']],
  backfill: [[], ['bucket'], ['s3://a', '--versions', 'some'], ['s3://a', 's3://b']],
  replay: [[], ['--consumer', 'a', '--source', 's3://a/b', '--prefix', 'c'], ['--consumer', 'a', 'extra']],
  fill: [[], ['--consumer'], ['--consumer', 'a', 'extra']],
  pause: [[], ['--consumer'], ['--consumer', 'a', '--rate', '1']],
  resume: [[], ['--consumer'], ['--consumer', 'a', 'extra']],
  reconcile: [['--grace-minutes', '-1'], ['--since', '7'], ['--apply'], ['extra']],
  query: [[], ['SELECT 1', '--format', 'xml'], ['SELECT 1', '--max-megabytes', '0'], ['SELECT 1', 'extra']],
  simulate: [[], ['--script']],
  conformance: [['extra']],
  explore: [['--max-states', '0'], ['--at-least', 'x'], ['--world'], ['--world', 'flat'], ['extra']],
  faults: [['--seeds', '0'], ['--seeds', '1.5'], ['--from', 'x'], ['--minutes', '-1'], ['extra']],
  generate: [['--megabytes', 'x'], ['--megabytes', '0'], ['extra']],
  'plan-check': [['--stack'], ['--plan'], ['extra']],
  preflight: [['--stack'], ['extra']],
  capacity: [[], ['file.txt', '--rate', '0'], ['file.txt', '--consumers', 'two']],
  bootstrap: [[], ['--region'], ['--region', 'us-east-1', 'extra']],
  acceptance: [['--step'], ['--small-files', '0'], ['--megabytes', 'x'], ['--outputs'], ['extra']],
};
const commands = Object.keys(usageErrors);

const run = (...words: string[]) => runInProcess(words);

const oneErrorLine = { code: 2, stdout: '', stderr: expect.stringMatching(/^error: [^\n]+\n$/) };

describe('createProgram', () => {
  it('has these 23 commands, each with a description', async () => {
    const { commands: created } = await createProgram();
    expect(created.map((command) => command.name())).toEqual(commands);
    expect(created.filter((command) => command.description() === '')).toEqual([]);
  });

  it('describes every option and argument', async () => {
    const undescribed = (await createProgram()).commands.flatMap((command) =>
      [...command.options, ...command.registeredArguments]
        .filter(({ description }) => description === '')
        .map((parameter) => `${command.name()} ${parameter.name()}`),
    );
    expect(undescribed).toEqual([]);
  });
});

describe('runProgram', () => {
  it('prints every command with --help', async () => {
    const { code, stdout, stderr } = await run('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(commands.filter((command) => !stdout.includes(`\n  ${command} `))).toEqual([]);
  });

  it.each([[['--version']], [['-V']], ...commands.map((command) => [[command, '--version']])])(
    'prints the version for %j',
    async (words) => {
      expect(await run(...words)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    },
  );

  it.each(commands)('prints the help of %s, with -h and help too', async (command) => {
    const help = await run(command, '--help');
    expect(help).toEqual({
      code: 0,
      stdout: expect.stringMatching(new RegExp(`^Usage: headwaters ${command} `)),
      stderr: '',
    });
    expect(await run(command, '-h')).toEqual(help);
    expect(await run('help', command)).toEqual(help);
  });

  it.each([
    [[]],
    [['unknown']],
    [['demos']],
    [['--unknown']],
    [['help', 'unknown']],
    ...commands.map((command) => [[command, '--unknown']]),
    ...commands.map((command) => [[command, '--hel']]),
    ...commands.flatMap((command) => (usageErrors[command] ?? []).map((words) => [[command, ...words]])),
  ])('exits with 2 and one line for %j', async (words) => {
    expect(await run(...words)).toEqual(oneErrorLine);
  });

  it('suggests the command for a misspelled name on the same line', async () => {
    expect(await run('demos')).toMatchObject({
      stderr: expect.stringMatching(/'demos'.*Did you mean demo\?/),
    });
  });
});

describe('dist/main.mjs', () => {
  it('is executable by its first line, as the bin of the package', () => {
    const built = readFileSync(new URL('../dist/main.mjs', import.meta.url), 'utf8');
    expect(built.slice(0, built.indexOf('\n'))).toBe('#!/usr/bin/env node');
  });

  it('prints help and versions, and exits with 2 and one line for usage errors and expected errors', async () => {
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await runCli(['demo', '--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(await runCli(['unknown'])).toEqual(oneErrorLine);
    expect(await runCli(['demo', '/absent.txt'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^\/absent\.txt can't be read: ENOENT[^\n]*\n$/),
    });
  });
});
