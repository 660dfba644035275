import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeForeignStack } from '../support/foreign-stack.js';
import { writePipelineStack } from '../support/pipeline-stack.js';

const builtProgram = fileURLToPath(new URL('../../dist/main.mjs', import.meta.url));

const endpointPattern = /is running at (http:\S+)/;

/** What `start` prints of its sample. */
const complete = 'headwaters.txt: complete at every consumer';

let folder: string;
beforeAll(() => {
  folder = writePipelineStack({ consumers: { one: { SINK: 'log' }, two: { SINK: 'log' } } });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs `start` until it has printed each of `ends`, then sends SIGINT. Calls `onEndpoint` once it has printed the endpoint. */
async function startUntil(
  ends: readonly string[],
  {
    stack = folder,
    words = [],
    onEndpoint,
  }: {
    stack?: string;
    words?: readonly string[];
    onEndpoint?: (endpoint: string) => unknown;
  } = {},
): Promise<{ stdout: string; code: number }> {
  const child = spawn(process.execPath, [builtProgram, 'start', '--stack', stack, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let stdout = '';
  let interrupted = false;
  child.stdout.on('data', (chunk) => {
    const [, known] = endpointPattern.exec(stdout) ?? [];
    stdout += String(chunk);
    const [, endpoint] = endpointPattern.exec(stdout) ?? [];
    if (known === undefined && endpoint !== undefined) onEndpoint?.(endpoint);
    // Once: a second signal would end it before it has removed its folders.
    if (!interrupted && ends.every((end) => stdout.includes(end))) interrupted = child.kill('SIGINT');
  });
  const [code] = (await closed) as [number];
  return { stdout, code };
}

describe('headwaters start', () => {
  it('prints how to upload and trace, delivers its sample to both consumers, prints no control characters of an object key, and exits with 0 on SIGINT', async () => {
    const key = '%1b%5b2J%1b%5d52;c;QQ==%07%c2%9b2Jx.txt';
    const { stdout, code } = await startUntil([complete, 'x.txt: complete at every consumer'], {
      onEndpoint: (endpoint) => fetch(`${endpoint}/source/${key}`, { method: 'PUT', body: 'one line\n' }),
    });
    expect(code).toBe(0);
    const [, endpoint = ''] = endpointPattern.exec(stdout) ?? [];
    const lines = [
      '  source -> stream -> consumer-one',
      '  source -> stream -> consumer-two',
      `  curl -T FILE.txt ${endpoint}/source/`,
      `    aws --endpoint-url ${endpoint} s3 cp FILE.txt s3://source/`,
      `  AWS_ENDPOINT_URL=${endpoint} npm run -s trace -- --stack ${folder} s3://source/FILE.txt`,
    ];
    expect(lines.filter((line) => !stdout.includes(`${line}\n`))).toEqual([]);
    expect(stdout).toMatch(/\nConsole: http:\/\/127\.0\.0\.1:\d+/);
    expect(stdout).toMatch(/headwaters\.txt: complete at every consumer \(14 records, 662 bytes, \d+ ms\)/);
    expect(stdout).toContain('\\u001b[2J\\u001b]52;c;QQ==\\u0007\\u009b2Jx.txt: complete');
    expect(stdout.match(/[^\P{Cc}\n]/gu) ?? []).toEqual([]);
  });

  it.each(['kpl', 'plain'])('reports its sample as complete with wire %s', async (wire) => {
    const { stdout, code } = await startUntil([complete], {
      words: ['--wire', wire],
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/headwaters\.txt: complete at every consumer \(14 records, 662 bytes, \d+ ms\)/);
  });

  it('says that nothing more is known of a file whose plain Kinesis records do not name it', async () => {
    const stack = writePipelineStack({
      producer: { PARTITION_STRATEGY: 'field', PARTITION_FIELD: '/user' },
      consumers: { one: { SINK: 'log' } },
    });
    const { stdout } = await startUntil(['so nothing more is known'], { stack, words: ['--wire', 'plain'] });
    rmSync(stack, { recursive: true });
    expect(stdout).toContain(
      'headwaters.txt: uploaded (662 bytes); its Kinesis records do not name it, so nothing more is known\n',
    );
  });

  it('runs a stack of another team, whose Kinesis client speaks HTTP/2, and shows what its consumer processed', async () => {
    const stack = writeForeignStack();
    // The sample has 14 lines, 3 of them empty.
    const { stdout, code } = await startUntil(['Kinesis records processed'], { stack });
    rmSync(stack, { recursive: true });
    expect(code).toBe(0);
    expect(stdout).toContain('The producer is not the one of Headwaters');
    expect(stdout).toContain('billing: 11 Kinesis records processed');
    expect(stdout).not.toContain('npm run -s trace');
  });
});
