import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../dist/main.mjs', import.meta.url));

let folder: string;

const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capacity-'));
  writeFileSync(join(folder, 'lines.txt'), 'an ordinary line of text\n'.repeat(100_000));
  writeFileSync(join(folder, 'empty.txt'), '');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('capacity', () => {
  it('counts a file of 2.5 MB as the producer would: 100,000 records in 4 blocks', () => {
    const { status, stdout } = run('--json', '--rate', '5000000', '--consumers', '3', 'lines.txt');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [{ file: 'lines.txt', bytes: 2_500_000, records: 100_000, blocks: 4, putPayloadUnits: 4 }],
      bytesPerSecond: 5_000_000,
      consumers: 3,
      shards: 1,
      settings: { stream: { capacity: { mode: 'provisioned-by-load', recordsPerSecond: 8 } } },
    });
  });

  it('says it in words, with the settings to copy', () => {
    const { stdout } = run('lines.txt');
    expect(stdout).toMatch(/^lines\.txt: 2,500,000 bytes, 100,000 records -> 4 blocks/);
    expect(stdout).toMatch(/shards +1\n/);
    expect(stdout).toMatch(
      /stream: \{ capacity: \{ mode: 'provisioned-by-load', recordBytes: \d+, recordsPerSecond: 2 \} \}/,
    );
  });

  it.each([
    [[], /Name at least one file/],
    [['absent.txt'], /absent\.txt can't be read/],
    [['empty.txt'], /hold nothing/],
    [['--rate', '0', 'lines.txt'], /--rate is 0/],
    [['--consumers', 'two', 'lines.txt'], /--consumers is two/],
    [['--speed', '1', 'lines.txt'], /Unknown option '--speed'/],
  ])('exits with 2 for %j', (words, message) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});
