import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';
import { runCli } from '../support/run-cli.js';

jest.setTimeout(60_000);

describe('headwaters demo of a damaged file beside a good one', () => {
  let folder: string;
  let stack: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headwaters-damaged-'));
    stack = writePipelineStack({ consumers: { archive: archivingTo('archive') } });
    writeFileSync(join(folder, 'cut.txt'), gzipSync('one\ntwo\n').subarray(0, 20));
    writeFileSync(join(folder, 'whole.txt'), 'one\ntwo\n');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(stack, { recursive: true });
  });

  it('names the damaged file and why the producer rejects it, reports the good one, and exits with 1', async () => {
    const files = ['cut.txt', 'whole.txt'].map((name) => join(folder, name));
    const { code, stdout, stderr } = await runCli(['demo', '--no-limits', '--stack', stack, ...files]);
    const damage = 'gzip .* at byte \\d+ of the object\\.\n';
    expect(stderr).toMatch(new RegExp(`^uploaded cut\\.txt: .*${damage}uploaded whole\\.txt: 8 bytes\n$`));
    expect(stdout).toMatch(new RegExp(`\n {2}cut\\.txt: .*${damage}`));
    expect(stdout).toMatch(new RegExp(`\n {2}cut\\.txt: REJECTED by the producer: .*${damage}`));
    expect(stdout).toContain(
      '\nconsumer archive:\n  cut.txt: NOT DELIVERED: rejected by the producer\n' +
        '  whole.txt: has every byte, once and unchanged; so has the archive\nFAILED\n',
    );
    expect(code).toBe(1);
  });
});
