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
  writeFileSync(join(folder, 'small.txt'), 'x'.repeat(999_999));
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
      fanOutConsumers: 2,
      shards: 1,
      catchUp: [{ outageHours: 1 }, { outageHours: 42 }],
      settings: {
        stream: {
          capacity: { mode: 'provisioned-by-load', recordsPerSecond: 8, targetUsePercent: 60 },
          retentionHours: 168,
        },
      },
    });
  });

  it('prints text with the settings to copy, for 1 MB/s and 2 consumers by default', async () => {
    const { stdout } = await capacity('lines.txt');
    expect(stdout).toMatch(/^lines\.txt: 2,500,000 bytes, 100,000 records -> 4 blocks/);
    expect(stdout).toMatch(
      /At 1,000,000 bytes\/s of uploads for 2 consumers, 1 of them with enhanced fan-out/,
    );
    expect(stdout).toMatch(/shards +1; the load uses \d.* of their write .* \(target 60 %\)\n/);
    expect(stdout).toMatch(/catch-up +[\d.]+ h after an outage of 1 h, [\d.]+ h after an outage of 42 h\n/);
    expect(stdout).toMatch(
      /this stack +\$\d+ = \$\d+ S3 writes and listings \+ \$15 retention beyond 24 h \+ .*, 1 shard\n/,
    );
    expect(stdout).toMatch(
      /on-demand +\$\d+ = .*\n +Advantage +\$\d+ = .*; an account pays at least \$3,082\n/,
    );
    expect(stdout).toMatch(
      /Firehose to S3 +\$\d+ = \$\d+ Firehose data .*\n +a line a record +\$[\d,]+ = .*, 67 shards\n/,
    );
    expect(stdout).not.toMatch(/one file/);
    expect(stdout).toMatch(
      /capacity: \{ mode: 'provisioned-by-load', recordBytes: \d+, recordsPerSecond: 2, targetUsePercent: 60 \},\n +retentionHours: 168,/,
    );
  });

  it('says that one file of a load of several shards uses one of them', async () => {
    const { stdout } = await capacity('--rate', '200000000', 'lines.txt');
    expect(stdout).toMatch(
      /one file +at most [\d,]+ bytes\/s: it has one partition key, so one shard, and can't use the (second shard|other \d+ shards)/,
    );
  });

  it.each([
    ['a missing file', ['absent.txt'], /^absent\.txt can't be read: ENOENT.*\n$/],
    [
      'an empty file',
      ['empty.txt'],
      /^The sample has 0 bytes, which is too little to extrapolate from\..*\n$/,
    ],
    [
      'a sample below 1 MB',
      ['--rate', '100000000', 'small.txt'],
      /^The sample has 999,999 bytes, which is too little to extrapolate from\. Give at least 1,000,000 bytes of files like those that will be uploaded\.\n$/,
    ],
    [
      'a rate of 0',
      ['--rate', '0', 'lines.txt'],
      /^error: .*--rate .*'0' is invalid.*whole number from 1.*\n$/,
    ],
    [
      'more consumers with fan-out than consumers',
      ['--consumers', '1', '--fan-out', '2', 'lines.txt'],
      /^--fan-out 2 exceeds --consumers 1\.\n$/,
    ],
    [
      'more than 50 consumers with fan-out',
      ['--consumers', '52', 'lines.txt'],
      /^A stream has at most 20 consumers with enhanced fan-out, or 50 in On-demand Advantage; 51 were given\..*\n$/,
    ],
    [
      'a target use of 100 %',
      ['--target-use', '100', 'lines.txt'],
      /^error: .*--target-use .*'100' is invalid.*whole number from 1 to 99.*\n$/,
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
