import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writePipelineStack } from '../support/pipeline-stack.js';

const builtProgram = fileURLToPath(new URL('../../dist/main.mjs', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = writePipelineStack({ consumers: { one: { SINK: 'log' }, two: { SINK: 'log' } } });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs `start` until it has printed `end`, then sends SIGINT. */
async function startUntil(end: string): Promise<{ stdout: string; code: number }> {
  const child = spawn(process.execPath, [builtProgram, 'start', '--stack', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
    if (stdout.includes(end)) child.kill('SIGINT');
  });
  const [code] = (await closed) as [number];
  return { stdout, code };
}

describe('headwaters start', () => {
  it('prints how to upload and trace, delivers its sample to both consumers, and exits with 0 on SIGINT', async () => {
    const { stdout, code } = await startUntil('headwaters.txt: complete at every consumer');
    expect(code).toBe(0);
    const [, endpoint = ''] = /is running at (http:\S+)/.exec(stdout) ?? [];
    const lines = [
      '  source -> stream -> consumer-one',
      '  source -> stream -> consumer-two',
      `  curl -T FILE.txt ${endpoint}/source/`,
      `    aws --endpoint-url ${endpoint} s3 cp FILE.txt s3://source/`,
      `  AWS_ENDPOINT_URL=${endpoint} npm run -s trace -- s3://source/FILE.txt`,
    ];
    expect(lines.filter((line) => !stdout.includes(`${line}\n`))).toEqual([]);
    expect(stdout).toMatch(/\nConsole: http:\/\/127\.0\.0\.1:\d+/);
    expect(stdout).toMatch(/headwaters\.txt: complete at every consumer \(14 records, 662 bytes, \d+ ms\)/);
  });
});
