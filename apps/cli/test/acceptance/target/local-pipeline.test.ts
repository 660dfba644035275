import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipelineStack, writeStack } from '@headwaters/test-kit/pipeline-stack';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../../support/run-cli.js';

let folder: string;
let stack: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-temporary-'));
  stack = writeStack(
    pipelineStack({
      consumers: { audit: { function: { environment: { variables: { CONSUMER_NAME: 'audit' } } } } },
    }),
  );
});
afterAll(() => {
  for (const temporary of [folder, stack]) rmSync(temporary, { recursive: true });
});

describe('startLocalPipeline', () => {
  it('leaves no open port and no folder if the archive of a function is missing: the program ends, with 2', async () => {
    const words = ['acceptance', '--local', '--stack', stack];
    const { code, stderr } = await runCli(words, { variables: { TMPDIR: folder } });
    expect({ code, stderr, left: readdirSync(folder) }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^The archive .*\.zip does not exist\./),
      left: [],
    });
  });
});
