import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parseQuarantinedRecord, quarantinePrefix } from '@headwaters/pipeline-contract';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(60_000);

const cli = fileURLToPath(new URL('../../../apps/cli/dist/main.mjs', import.meta.url));
const sourceBucket = 'headwaters-ingest-dev-source-123456789012-us-east-1';
const failuresBucket = 'headwaters-ingest-dev-failures-123456789012-us-east-1';
const streamName = 'headwaters-ingest-dev-stream';

/** A block of one line, without its last byte. */
const undecodable = Buffer.from(
  'H4sIBAAAAAAA/y8ASFcrAIlIV0INChoKAQEAAAEBBeEJlAQHdXBsb2Fkcwhsb3N0LnR4dAEBMdCjUAsBBQD6/2xvc3QK4QmUBAUAAA==',
  'base64',
);

let pipeline: ChildProcess;
let endpoint = '';
const output: string[] = [];
let s3: S3Client;
let kinesis: KinesisClient;

beforeAll(async () => {
  pipeline = spawn(process.execPath, [cli, 'start'], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (pipeline.stdout === null) throw new Error('no output');
  const lines = createInterface(pipeline.stdout);
  lines.on('line', (line) => output.push(line));
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
  kinesis = new KinesisClient({ ...config, requestHandler: new NodeHttpHandler() });
});
afterAll(async () => {
  const closed = once(pipeline, 'close');
  pipeline.kill('SIGTERM');
  await closed;
});

async function quarantined() {
  const { Contents: objects = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: failuresBucket, Prefix: quarantinePrefix }),
  );
  return Promise.all(
    objects.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: failuresBucket, Key }));
      return parseQuarantinedRecord((await Body?.transformToString()) ?? '');
    }),
  );
}

/** Runs `headwaters trace`. */
async function trace(key: string) {
  const env = { PATH: process.env['PATH'], AWS_ENDPOINT_URL: endpoint };
  const child = spawn(process.execPath, [cli, 'trace', '--json', `s3://${sourceBucket}/${key}`], { env });
  const closed = once(child, 'close');
  const stdout = await text(child.stdout);
  await closed;
  return JSON.parse(stdout) as { complete: boolean; consumers: object[] };
}

/** Sums a metric of the functions, which they print in the embedded metric format. */
function sumOf(metric: string): number {
  const printed = output.filter((line) => line.includes(`"${metric}":`));
  const values = printed.map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Record<string, number>);
  return values.reduce((sum, value) => sum + (value[metric] ?? 0), 0);
}

async function until<Result>(read: () => Promise<Result>, isDone: (result: Result) => boolean) {
  for (;;) {
    const result = await read();
    if (isDone(result)) return result;
    await sleep(200);
  }
}

const upload = (Key: string, Body: string) =>
  s3.send(new PutObjectCommand({ Bucket: sourceBucket, Key, Body }));

describe('a Kinesis record that can not be decoded, between others', () => {
  beforeAll(async () => {
    // The notification ignores this suffix: the file is not published.
    await upload('ignored.csv', 'a;b\n');
    await upload('before.txt', 'one\ntwo\n');
    const data = [Buffer.from('plain before'), undecodable, Buffer.from('plain after')];
    const Records = data.map((Data) => ({ Data, PartitionKey: 'foreign' }));
    await kinesis.send(new PutRecordsCommand({ StreamName: streamName, Records }));
    await upload('after.txt', 'three\n');
  });

  it('is quarantined by both consumers', async () => {
    const found = await until(quarantined, (records) => records.length >= 2);
    expect(found).toEqual(
      ['archive', 'audit'].map((consumer) =>
        expect.objectContaining({
          consumer,
          reason: {
            kind: 'permanent',
            code: 'HEADWATERS_RECORD_CORRUPT',
            message: expect.any(String),
          },
          stream: streamName,
          partitionKey: 'foreign',
          data: undecodable.toString('base64'),
        }),
      ),
    );
  });

  it.each(['before.txt', 'after.txt'])('does not affect its neighbours: %s is complete', async (key) => {
    const { consumers } = await until(
      () => trace(key),
      ({ complete }) => complete,
    );
    expect(consumers).toMatchObject([
      { name: 'archive', complete: true, gaps: [], unreadable: [] },
      { name: 'audit', complete: true, gaps: [], unreadable: [] },
    ]);
  });

  it('is listed for a file with gaps, to which it may belong', async () => {
    const { consumers } = await trace('ignored.csv');
    expect(consumers).toMatchObject(
      ['archive', 'audit'].map((name) => ({
        name,
        complete: false,
        unreadable: [
          { state: 'quarantined', consumer: name, count: 1, key: expect.stringMatching(/^quarantine\//) },
        ],
      })),
    );
  });

  it('is neither retried nor dead-lettered', async () => {
    expect({ failed: sumOf('BlocksFailed'), quarantined: sumOf('BlocksQuarantined') }).toEqual({
      failed: 0,
      quarantined: 2,
    });
    const { Contents: deadLetters = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: failuresBucket, Prefix: 'aws/lambda/' }),
    );
    expect(deadLetters).toEqual([]);
  });
});
