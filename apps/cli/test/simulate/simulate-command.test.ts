import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TranscriptEntry } from '@headwaters/stack-simulator';

jest.setTimeout(60_000);

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const cli = pathOf('../../dist/main.mjs');
/** Of real terraform; see the README beside it. Its mapping takes batches of 5 and tries them 3 times more. */
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
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-simulate-'));
  scriptFile = join(folder, 'script.json');
  writeFileSync(scriptFile, JSON.stringify(script));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function simulate(...words: string[]): Promise<readonly TranscriptEntry[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'simulate', ...words]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TranscriptEntry);
}

describe('headwaters simulate --state', () => {
  it('plays a script against a stack as terraform says that it is deployed', async () => {
    const entries = await simulate('--stack', folder, '--state', stateFile, '--script', scriptFile, '--json');
    const sizes = entries.flatMap((entry) =>
      entry.type === 'invocation' ? [(entry.event as { Records: unknown[] }).Records.length] : [],
    );
    expect(sizes).toEqual([5, 1, 1, 1, 1, 1]);
    expect(entries.filter(({ type }) => type === 'destination')).toMatchObject([
      { condition: 'RetryAttemptsExhausted', body: { requestContext: { approximateInvokeCount: 4 } } },
    ]);
  });

  it('says what is wrong with a file that is no state, and exits with 2', async () => {
    await expect(
      simulate('--stack', folder, '--state', scriptFile, '--script', scriptFile),
    ).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Make it with terraform show -json'),
    });
  });
});
