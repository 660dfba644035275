import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../../dist/main.mjs', import.meta.url));

let folder: string;

const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'plan-check', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-check-'));
  const fixtures = fileURLToPath(new URL('../../../../packages/plan-check/test/fixtures/', import.meta.url));
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

describe('plan-check', () => {
  it('looks at every synthesized stack and exits with 1 for an error, saying what, why and how to repair it', () => {
    const { status, stdout } = run();
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^ERROR aws_kinesis_stream\.orders \(unencrypted\)\n {2}The stream .*\n {2}Why: .*\n {2}Fix: /,
    );
  });

  it('exits with 0 where there is nothing to find', () => {
    expect(run('--stack', 'cdktf.out/stacks/good')).toEqual({
      status: 0,
      stdout: 'No findings.\n',
      stderr: '',
    });
  });

  it('prints an array with --json', () => {
    expect(JSON.parse(run('--json').stdout)).toEqual([
      {
        id: 'unencrypted',
        severity: 'error',
        address: 'aws_kinesis_stream.orders',
        what: expect.any(String),
        why: expect.any(String),
        fix: expect.any(String),
      },
    ]);
    expect(run('--json', '--stack', 'cdktf.out/stacks/good').stdout).toBe('[]\n');
  });

  it.each([
    [['--stack', 'nowhere'], /nowhere can't be read/],
    [['--stack', '.'], /no \.tf\.json file in \./],
    [['--plan', 'cdktf.out/stacks/good/cdk.tf.json'], /is not a plan/],
    [['--sack'], /Unknown option '--sack'/],
  ])('exits with 2 for %j', (words, message) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
