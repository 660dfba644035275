import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TranscriptEntry } from '@headwaters/stack-simulator';
import { runCli } from '../support/run-cli.js';

jest.setTimeout(60_000);

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
/** Written by Terraform; see the README beside it. Its mapping has a batch size of 5 and 3 retries. */
const stateFile = pathOf('../../../../packages/stack-simulator/test/fixtures/ingest-test.state.json');

const records = (...texts: string[]) => texts.map((data) => ({ data, partitionKey: 'key' }));
const script = {
  steps: [
    { putRecords: { stream: 'stream', records: records('1', '2', '3', '4', '5', '6') } },
    { setFunction: { function: 'consumer', behaviours: [{ throw: 'no' }] } },
    { putRecords: { stream: 'stream', records: records('7') } },
    { advanceSeconds: 600 },
  ],
};

let folder: string;
let scriptFile: string;
let textFile: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-simulate-'));
  scriptFile = join(folder, 'script.json');
  writeFileSync(scriptFile, JSON.stringify(script));
  textFile = join(folder, 'text.txt');
  writeFileSync(textFile, 'not JSON');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function simulate(...words: string[]): Promise<readonly TranscriptEntry[]> {
  const { stdout } = await runCli(['simulate', ...words]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TranscriptEntry);
}

describe('headwaters simulate', () => {
  it('plays a script against the deployed stack of --state', async () => {
    const entries = await simulate('--stack', folder, '--state', stateFile, '--script', scriptFile, '--json');
    const sizes = entries.flatMap((entry) =>
      entry.type === 'invocation' ? [(entry.event as { Records: unknown[] }).Records.length] : [],
    );
    expect(sizes).toEqual([5, 1, 1, 1, 1, 1]);
    expect(entries.filter(({ type }) => type === 'destination')).toMatchObject([
      { condition: 'RetryAttemptsExhausted', body: { requestContext: { approximateInvokeCount: 4 } } },
    ]);
  });

  it.each([
    [
      'a --state that is not a state',
      () => ['--state', scriptFile, '--script', scriptFile],
      /terraform show -json/,
    ],
    ['a missing --script', () => ['--script', '/absent.json'], /ENOENT.*absent\.json/],
    ['a --script that is not JSON', () => ['--script', textFile], /text\.txt is not JSON: /],
  ])('exits with 2 and one line for %s', async (_, words, message) => {
    const { code, stdout, stderr } = await runCli(['simulate', '--stack', folder, ...words()]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^[^\\n]*${message.source}[^\\n]*\\n$`));
  });
});
