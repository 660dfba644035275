import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(60_000);

const cli = fileURLToPath(new URL('../../../apps/cli/dist/main.mjs', import.meta.url));

let pipeline: ChildProcess;
let endpoint = '';
let sample = '';

/** `headwaters start` uploads a sample. Its endpoint and the sample's URI are in the output. */
beforeAll(async () => {
  const child = spawn(process.execPath, [cli, 'start'], { stdio: ['ignore', 'pipe', 'inherit'] });
  pipeline = child;
  for await (const line of createInterface(child.stdout)) {
    endpoint = /is running at (\S+)$/.exec(line)?.[1] ?? endpoint;
    sample = /"object":"(s3:[^"]+)"/.exec(line)?.[1] ?? '';
    if (sample !== '') break;
  }
  child.stdout.resume();
});
afterAll(async () => {
  const closed = once(pipeline, 'close');
  pipeline.kill('SIGTERM');
  await closed;
});

/** Runs `headwaters trace`. */
async function trace(uri: string) {
  const env = { PATH: process.env['PATH'], AWS_ENDPOINT_URL: endpoint };
  const child = spawn(process.execPath, [cli, 'trace', '--json', uri], { env });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number];
  return { code, stderr, trace: JSON.parse(stdout) as unknown };
}

describe('trace', () => {
  it('reports a file as complete at both consumers of the synthesized stack, from their receipts', async () => {
    let result = await trace(sample);
    // Exit code 1: not complete yet.
    while (result.code === 1) {
      await sleep(200);
      result = await trace(sample);
    }
    expect(result).toMatchObject({
      code: 0,
      stderr: '',
      trace: {
        complete: true,
        producer: { complete: true },
        consumers: [
          { name: 'archive', complete: true, gaps: [] },
          { name: 'audit', complete: true, gaps: [] },
        ],
      },
    });
  });
});
