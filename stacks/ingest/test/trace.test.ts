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

/** Starts the pipeline, which uploads its sample, and reads from what it prints where that is. */
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

async function trace(uri: string) {
  const env = { PATH: process.env['PATH'], AWS_ENDPOINT_URL: endpoint };
  const child = spawn(process.execPath, [cli, 'trace', '--json', uri], { env });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number];
  return { code, stderr, trace: JSON.parse(stdout) as unknown };
}

describe('trace', () => {
  it('says complete of what both consumers of the synthesized stack acknowledged, by the receipts they wrote', async () => {
    let traced = await trace(sample);
    for (; traced.code === 1; traced = await trace(sample)) await sleep(200);
    expect(traced).toMatchObject({
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
