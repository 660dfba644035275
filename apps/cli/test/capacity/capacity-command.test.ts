import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../support/run-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capacity-'));
  writeFileSync(join(folder, 'lines.txt'), 'an ordinary line of text\n'.repeat(100_000));
  writeFileSync(join(folder, 'empty.txt'), '');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const capacity = (...words: string[]) => runCli(['capacity', ...words], { cwd: folder });

describe('headwaters capacity', () => {
  it('counts a file of 2.5 MB like the producer: 100,000 records in 4 blocks', async () => {
    const { code, stdout } = await capacity('--json', '--rate', '5000000', '--consumers', '3', 'lines.txt');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [{ file: 'lines.txt', bytes: 2_500_000, records: 100_000, blocks: 4, putPayloadUnits: 4 }],
      bytesPerSecond: 5_000_000,
      consumers: 3,
      shards: 1,
      settings: { stream: { capacity: { mode: 'provisioned-by-load', recordsPerSecond: 8 } } },
    });
  });

  it('prints text with the settings to copy, for 1 MB/s and 2 consumers by default', async () => {
    const { stdout } = await capacity('lines.txt');
    expect(stdout).toMatch(/^lines\.txt: 2,500,000 bytes, 100,000 records -> 4 blocks/);
    expect(stdout).toMatch(/At 1,000,000 bytes\/s of uploads for 2 consumers/);
    expect(stdout).toMatch(/shards +1\n/);
    expect(stdout).toMatch(
      /stream: \{ capacity: \{ mode: 'provisioned-by-load', recordBytes: \d+, recordsPerSecond: 2 \} \}/,
    );
  });

  it.each([
    ['a missing file', ['absent.txt'], /^absent\.txt can't be read: ENOENT.*\n$/],
    ['empty files only', ['empty.txt'], /^The sample files are empty.*\n$/],
    [
      'a rate of 0',
      ['--rate', '0', 'lines.txt'],
      /^error: .*--rate .*'0' is invalid.*whole number from 1.*\n$/,
    ],
    [
      'a word for a number',
      ['--consumers', 'two', 'lines.txt'],
      /^error: .*--consumers .*'two' is invalid.*\n$/,
    ],
  ])('exits with 2 and one line for %s', async (_, words, message) => {
    expect(await capacity(...words)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});
