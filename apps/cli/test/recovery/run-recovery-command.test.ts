import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { priceUsage } from '@headwaters/bill';
import { PipelineIncompleteError, type RecoveryReport, type RecoveryResult } from '@headwaters/recovery';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type RecoveryWork, runRecoveryCommand } from '../../src/recovery/run-recovery-command.js';

const outputs = {
  'source-bucket': 'source',
  'ledger-bucket': 'ledger',
  'failures-bucket': 'failures',
  'stream-name': 'stream',
  'stream-arn': 'arn:aws:kinesis:eu-west-1:123456789012:stream/stream',
  'producer-function': 'producer',
  'consumer-names': ['one'],
  'consumer-functions': ['function-one'],
  'consumer-mapping-ids': ['mapping-one'],
  'upload-filters': [],
};

const folder = mkdtempSync(join(tmpdir(), 'headwaters-recovery-'));
const file = join(folder, 'outputs.json');
const { env, exitCode } = process;

beforeAll(() => {
  const values = Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value }]));
  writeFileSync(file, JSON.stringify(values));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let stdout = '';
let stderr = '';
beforeEach(() => {
  // Nobody listens there, as in a local run, which has no STS.
  process.env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  [stdout, stderr] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => (stdout += String(text)) !== '');
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => (stderr += String(text)) !== '');
});
afterEach(() => {
  jest.restoreAllMocks();
  Object.assign(process, { env, exitCode });
});

const plan = { type: 'plan', counts: { records: 2 }, bytes: 9, cost: priceUsage({}), notes: [] } as const;
const planned = 'Plan of redrive\n  records         2\n  bytes           9 bytes\n  estimated cost  $0\n';
const finding = { type: 'finding', subject: 'a\nb', code: 'HEADWATERS_X', message: 'no \u009b2J' } as const;

async function run(work: RecoveryWork, options: { readonly apply?: true; readonly json?: true } = {}) {
  await runRecoveryCommand({ title: 'redrive' }, { outputs: file, concurrency: 3, ...options }, work);
  return { code: process.exitCode, stdout, stderr };
}

const ending =
  (result: RecoveryResult, reports: readonly RecoveryReport[] = [plan]): RecoveryWork =>
  (_context, { report }) => {
    reports.forEach(report);
    return Promise.resolve(result);
  };

describe('runRecoveryCommand', () => {
  it('passes the pipeline, the caller and the options', async () => {
    const work = jest.fn<RecoveryWork>(() => Promise.resolve({ complete: true, counts: {} }));
    await run(work, { apply: true });
    expect(work).toHaveBeenCalledWith(
      expect.objectContaining({
        caller: 'local',
        pipeline: expect.objectContaining({ ledgerBucket: 'ledger' }),
      }),
      expect.objectContaining({ apply: true, concurrency: 3 }),
    );
  });

  it('prints the plan of a dry run, how to apply it, and exits with 1', async () => {
    expect(await run(ending({ complete: false, counts: {} }))).toEqual({
      code: 1,
      stdout: `${planned}Nothing was changed. Add --apply to do it.\n`,
      stderr: '',
    });
  });

  it('exits with 0 if a dry run has nothing to do', async () => {
    expect(await run(ending({ complete: true, counts: {} }))).toMatchObject({
      code: 0,
      stdout: `${planned}There is nothing to do. Nothing was changed.\n`,
    });
  });

  it('exits with 0 only if the ledger shows the result', async () => {
    const counts = { accepted: 2, failed: 1 };
    expect(await run(ending({ complete: true, counts }), { apply: true })).toMatchObject({
      code: 0,
      stdout: `${planned}Done: 2 accepted, 1 failed. The ledger shows the result.\n`,
    });
    stdout = '';
    expect(await run(ending({ complete: false, counts }), { apply: true })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Not complete: 2 accepted, 1 failed. Start redrive again'),
    });
  });

  it('prints a finding on one line without control characters', async () => {
    await run(ending({ complete: false, counts: {} }, [finding]));
    expect(stdout.split('\n')[0]).toBe('a\\u000ab: HEADWATERS_X: no \\u009b2J');
  });

  it('prints the first 20 equal findings, and how many more there are', async () => {
    const findings = Array.from({ length: 200 }, (_, index) => ({ ...finding, subject: `file-${index}` }));
    await run(ending({ complete: false, counts: {} }, [...findings, { ...finding, code: 'HEADWATERS_Y' }]));
    expect(stdout.split('\n').slice(19)).toEqual([
      'file-19: HEADWATERS_X: no \\u009b2J',
      'a\\u000ab: HEADWATERS_Y: no \\u009b2J',
      'and 180 more: HEADWATERS_X: no \\u009b2J --json lists all of them.',
      'Nothing was changed. Add --apply to do it.',
      '',
    ]);
    stdout = '';
    await run(ending({ complete: false, counts: {} }, findings), { json: true });
    expect(stdout.match(/file-/g)).toHaveLength(200);
  });

  it('says that there was nothing to do', async () => {
    expect(await run(ending({ complete: true, counts: { accepted: 0 } }), { apply: true })).toMatchObject({
      code: 0,
      stdout: `${planned}There was nothing to do. The ledger shows the result.\n`,
    });
  });

  it('prints each report and the result as JSON lines with --json', async () => {
    await run(ending({ complete: true, counts: { accepted: 2 } }, [plan, finding]), {
      apply: true,
      json: true,
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      plan,
      finding,
      { type: 'result', applied: true, complete: true, counts: { accepted: 2 } },
    ]);
    expect(stdout).not.toMatch(/\u009b/);
  });

  it('prints an error of AWS, and exits with 2 before there is a plan and with 1 after it', async () => {
    const refused = Object.assign(new Error('not you'), {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
    const refuse = (): Promise<never> => Promise.reject(refused);
    expect(await run(refuse)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'AWS answered AccessDenied: not you\n',
    });
    const late: RecoveryWork = (_context, { report }) => {
      report(plan);
      return refuse();
    };
    expect(await run(late)).toMatchObject({ code: 1 });
  });

  it('throws expected errors to the program', async () => {
    const refused = new PipelineIncompleteError('There is no archive.');
    await expect(run(() => Promise.reject(refused))).rejects.toBe(refused);
  });

  it('stops on Ctrl-C, prints what was done, exits with 130, and stops listening', async () => {
    const listeners = process.listenerCount('SIGINT');
    const work: RecoveryWork = (_context, { report, signal }) =>
      new Promise((_resolve, reject) => {
        report({ type: 'progress', done: 5, total: 9, unit: 'records', bytes: 1 });
        // An aborted pause has this error.
        signal?.addEventListener('abort', () => {
          reject(new DOMException('aborted', 'AbortError'));
        });
        process.emit('SIGINT');
      });
    expect(await run(work, { apply: true })).toEqual({
      code: 130,
      stdout: '',
      stderr:
        'Interrupted. Start the command again: it continues with what is left. 5 records were done before.\n',
    });
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });
});
