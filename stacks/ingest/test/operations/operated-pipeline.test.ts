import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { synthesizeEnvironments } from '../../src/synthesize-environments.js';

jest.setTimeout(60_000);

const workspaceFolder = fileURLToPath(new URL('../../../../', import.meta.url));
const pipelineName = 'headwaters-ingest-ops';
const bucketOf = (purpose: string) => `${pipelineName}-${purpose}-123456789012-us-east-1`;

const [archive, audit] = dev.consumers;
if (archive === undefined || audit === undefined) throw new Error('dev has two consumers');

let folder: string;
let pipeline: ChildProcess;
let s3: S3Client;
let lambda: LambdaClient;
const output: string[] = [];

/** The pipeline runs with the policies of its roles. The second consumer is disabled, so that no upload is complete. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headwaters-operated-'));
  synthesizeEnvironments(
    [
      {
        ...dev,
        environment: 'ops',
        encryption: { key: 'own' },
        versions: true,
        consumers: [archive, { ...audit, enabled: false }],
        reconcile: { schedule: 'rate(1 day)', sinceDays: 1 },
        canary: { everyMinutes: 60 },
      },
    ],
    { workspaceFolder, outputFolder: folder },
  );
  const cli = join(workspaceFolder, 'apps/cli/dist/main.mjs');
  const stack = join(folder, 'stacks/ingest-ops');
  pipeline = spawn(process.execPath, [cli, 'start', '--stack', stack], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (pipeline.stdout === null) throw new Error('no output');
  const lines = createInterface(pipeline.stdout);
  lines.on('line', (line) => output.push(line));
  let endpoint = '';
  while (endpoint === '') {
    await once(lines, 'line');
    endpoint = /is running at (\S+)$/m.exec(output.join('\n'))?.[1] ?? '';
  }
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  s3 = new S3Client({ ...config, forcePathStyle: true });
  lambda = new LambdaClient(config);
});
afterAll(async () => {
  const closed = once(pipeline, 'close');
  pipeline.kill('SIGTERM');
  await closed;
  rmSync(folder, { recursive: true });
});

/** Runs a function as its rule does, but waits for it. Returns the error of the function, if any. */
async function run(name: string): Promise<string | undefined> {
  const command = new InvokeCommand({ FunctionName: `${pipelineName}-${name}:live`, Payload: '{}' });
  const { FunctionError: error, Payload: payload } = await lambda.send(command);
  return error === undefined ? undefined : Buffer.from(payload ?? []).toString();
}

/** The newest value of a metric, which functions print in the embedded metric format. */
function valueOf(metric: string): unknown {
  const printed = output.filter((line) => line.includes(`"${metric}":`)).at(-1) ?? '{}';
  return (JSON.parse(printed.slice(printed.indexOf('{'))) as Record<string, unknown>)[metric];
}

describe('the functions that operate a pipeline, with the permissions of their roles', () => {
  it('follow an upload of the canary to every consumer that is enabled', async () => {
    expect(await run('canary')).toBeUndefined();
    expect({ succeeded: valueOf('CanarySucceeded'), latency: valueOf('CanaryLatency') }).toEqual({
      succeeded: 1,
      latency: expect.any(Number),
    });
    const { Contents: stored = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucketOf('archive'), Prefix: `${bucketOf('source')}/canary/` }),
    );
    expect(stored).toHaveLength(1);
  });

  it('compare the uploads with the ledger, read the failures of those that are not complete, and store a report', async () => {
    const Key = `aws/lambda/async/${pipelineName}-producer/2026/11/30/2026-11-30T10.00.00-0`;
    await s3.send(new PutObjectCommand({ Bucket: bucketOf('failures'), Key, Body: 'not JSON' }));
    await s3.send(new PutObjectCommand({ Bucket: bucketOf('source'), Key: 'a.txt', Body: 'a\n' }));
    expect(await run('reconciler')).toBeUndefined();
    expect(valueOf('ObjectsNeverSeen')).toBe(0);
    const reports = { Bucket: bucketOf('ledger'), Prefix: 'reports/reconcile/' };
    const { Contents: [report] = [] } = await s3.send(new ListObjectsV2Command(reports));
    const { Body: body } = await s3.send(
      new GetObjectCommand({ Bucket: reports.Bucket, Key: report?.Key ?? '' }),
    );
    expect(JSON.parse((await body?.transformToString()) ?? '')).toMatchObject({ isPartial: false });
  });
});
