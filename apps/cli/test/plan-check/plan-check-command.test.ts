import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../support/run-cli.js';

const fixtures = fileURLToPath(new URL('../../../../packages/plan-check/test/fixtures/', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-check-'));
  const { failing } = JSON.parse(readFileSync(join(fixtures, 'unencrypted.json'), 'utf8')) as {
    failing: { configuration: unknown }[];
  };
  for (const [name, configuration] of Object.entries({ bad: failing[0]?.configuration, good: {} })) {
    mkdirSync(join(folder, 'cdktf.out/stacks', name), { recursive: true });
    writeFileSync(join(folder, 'cdktf.out/stacks', name, 'cdk.tf.json'), JSON.stringify(configuration));
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const planCheck = (...words: string[]) => runCli(['plan-check', ...words], { cwd: folder });

describe('headwaters plan-check', () => {
  it('checks every synthesized stack and exits with 1 for an error, with what, why and the fix', async () => {
    expect(await planCheck()).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^ERROR aws_kinesis_stream\.orders \(unencrypted\)\n {2}The stream .*\n {2}Why: .*\n {2}Fix: .*\n\n1 error, 0 warnings\.\n$/,
      ),
      stderr: '',
    });
  });

  it('exits with 0 without findings', async () => {
    expect(await planCheck('--stack', 'cdktf.out/stacks/good')).toEqual({
      code: 0,
      stdout: 'No findings.\n',
      stderr: '',
    });
  });

  it('prints an array with --json', async () => {
    const { stdout } = await planCheck('--json');
    expect(JSON.parse(stdout)).toEqual([
      {
        id: 'unencrypted',
        severity: 'error',
        address: 'aws_kinesis_stream.orders',
        what: expect.any(String),
        why: expect.any(String),
        fix: expect.any(String),
      },
    ]);
    expect(await planCheck('--json', '--stack', 'cdktf.out/stacks/good')).toMatchObject({ stdout: '[]\n' });
  });

  it('prints findings, what was not checked and what is suppressed with --format json', async () => {
    const { stdout, code } = await planCheck('--format', 'json');
    expect({ code, report: JSON.parse(stdout) as unknown }).toEqual({
      code: 1,
      report: {
        findings: [expect.objectContaining({ id: 'unencrypted', stack: 'cdktf.out/stacks/bad' })],
        notChecked: [],
        suppressed: [],
      },
    });
  });

  it('prints SARIF with paths relative to the working directory, with --format sarif', async () => {
    const { stdout, code } = await planCheck('--format', 'sarif');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ruleId: 'unencrypted',
              locations: [
                { physicalLocation: { artifactLocation: { uri: 'cdktf.out/stacks/bad/cdk.tf.json' } } },
              ],
            },
          ],
        },
      ],
    });
  });

  it('accepts a finding with a reason by --suppress, and exits with 0', async () => {
    const entry = { rule: 'unencrypted', address: 'aws_kinesis_stream.orders', reason: 'Test data.' };
    writeFileSync(join(folder, 'accepted.json'), JSON.stringify({ suppress: [entry] }));
    expect(await planCheck('--suppress', 'accepted.json', '--verbose')).toEqual({
      code: 0,
      stdout: [
        'suppressed: aws_kinesis_stream.orders (unencrypted): Test data.',
        '',
        'No findings in what was checked; 1 suppressed.',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('replaces control characters of a stack', async () => {
    const stack = { resource: { aws_kinesis_stream: { 'orders\u001b[2J': {} } } };
    mkdirSync(join(folder, 'odd'));
    writeFileSync(join(folder, 'odd/main.tf.json'), JSON.stringify(stack));
    const { stdout } = await planCheck('--stack', 'odd');
    expect(stdout).toContain('ERROR aws_kinesis_stream.orders\\u001b[2J (unencrypted)');
  });

  it('checks each folder of a repeated --stack', async () => {
    const [good, bad] = ['cdktf.out/stacks/good', 'cdktf.out/stacks/bad'];
    expect(await planCheck('--stack', bad, '--stack', good)).toMatchObject({ code: 1 });
    expect(await planCheck('--stack', good, '--stack', bad)).toMatchObject({ code: 1 });
  });

  it.each([
    ['a missing folder', ['--stack', 'nowhere'], /nowhere can't be read/],
    ['a folder without configuration', ['--stack', '.'], /no \.tf\.json file in /],
    [
      'a file without suppressions',
      ['--stack', '.', '--suppress', 'nowhere.json'],
      /no \.tf\.json file|nowhere\.json can't be read/,
    ],
    ['an unknown format', ['--format', 'xml'], /Allowed choices are text, json, sarif/],
    ['a file that is not a plan', ['--plan', 'cdktf.out/stacks/good/cdk.tf.json'], /is not a plan/],
  ])('exits with 2 and one line for %s', async (_, words, message) => {
    expect(await planCheck(...words)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^[^\\n]*${message.source}[^\\n]*\\n$`)),
    });
  });

  it('exits with 2 where no stack is synthesized', async () => {
    const { code, stderr } = await runCli(['plan-check'], { cwd: join(folder, 'cdktf.out') });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/npm run synth/) });
  });
});
