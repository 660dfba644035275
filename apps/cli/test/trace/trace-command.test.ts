import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Simulation, createLocalS3Client, startSimulation } from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';
import { runCli } from '../support/run-cli.js';
import { runInProcess } from '../support/run-in-process.js';

jest.setTimeout(60_000);

/** The archive bucket of the second does not exist. */
const consumers = { sound: archivingTo('archive'), broken: archivingTo('absent') };

/** Three blocks: the lines that start in each cell of 1,024 bytes. */
const lines = 'x'.repeat(99).concat('\n').repeat(30);
const blocks = [
  { start: 0, end: 1_100 },
  { start: 1_100, end: 2_100 },
  { start: 2_100, end: 3_000 },
];

let folder: string;
let simulation: Simulation;
let s3: S3Client;

beforeAll(async () => {
  folder = writePipelineStack({ consumers });
  simulation = await startSimulation({ stackDirectory: folder });
  s3 = createLocalS3Client(simulation);
});
afterAll(async () => {
  s3.destroy();
  await simulation.stop();
  rmSync(folder, { recursive: true });
});

async function upload(key: string, body: string | Buffer): Promise<string> {
  const { VersionId: version } = await s3.send(
    new PutObjectCommand({ Bucket: 'source', Key: key, Body: Buffer.from(body) }),
  );
  await simulation.whenIdle();
  return `s3://source/${key}?versionId=${version ?? ''}`;
}

const trace = (...words: string[]) =>
  runInProcess(['trace', ...words], { variables: { AWS_ENDPOINT_URL: simulation.endpoint } });

/** Runs the built program. */
const traceBuilt = (environment: NodeJS.ProcessEnv, ...words: string[]) =>
  runCli(['trace', ...words], { variables: { AWS_ENDPOINT_URL: simulation.endpoint, ...environment } });

const consumerSound = ['--consumer', 'sound=consumer-sound'];

describe('headwaters trace', () => {
  it('exits with 0 for a file that every consumer has', async () => {
    await upload('whole file+1.txt', lines);
    const uri = 's3://source/whole file+1.txt';
    const { code, stdout } = await traceBuilt({}, uri, '--stack', folder, ...consumerSound);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^s3:\/\/source\/whole file\+1\.txt\?versionId=\S+: complete, 3,000 bytes\n {2}producer {2}complete.*\n {2}sound {5}complete, 3,000 bytes accepted\n$/,
      ),
    });
  });

  it('reports an empty file as complete', async () => {
    const uri = await upload('empty.txt', '');
    const { code, stdout } = await trace(uri, '--json', '--stack', folder);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 0,
      sizeBytes: 0,
      complete: true,
    });
  });

  it('exits with 1 and reports each dead-lettered range of a consumer, with time and reason', async () => {
    const uri = await upload('refused.txt', lines);
    const { code, stdout } = await trace(uri, '--json', '--stack', folder);
    const why = expect.stringMatching(/^RetryAttemptsExhausted, invocations: \d+$/);
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect({ code, trace: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 1,
      trace: {
        sizeBytes: 3_000,
        complete: false,
        producer: { complete: true, gaps: [] },
        consumers: [
          { name: 'sound', complete: true, bytes: 3_000, gaps: [] },
          {
            name: 'broken',
            complete: false,
            bytes: 0,
            gaps: blocks.map((block) => ({ ...block, state: 'dead-lettered', at, why })),
          },
        ],
      },
    });
  });

  it('exits with 1 and reports a rejected range, with time and reason, after the published ones', async () => {
    const uri = await upload('cut short.txt', gzipSync(lines.repeat(4), { level: 0 }).subarray(0, -1_000));
    const inJson = await trace(uri, '--json', '--stack', folder, ...consumerSound);
    const rejected = {
      state: 'rejected',
      end: null,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      why: expect.stringMatching(/^HEADWATERS_INPUT_CORRUPT: .*gzip/),
    };
    const { producer, consumers: traced } = JSON.parse(inJson.stdout) as Record<string, unknown>;
    expect({ code: inJson.code, producer, traced }).toMatchObject({
      code: 1,
      producer: { complete: false, gaps: [rejected] },
      traced: [{ name: 'sound', complete: false, gaps: [rejected] }],
    });
    const { start } = (producer as { gaps: { start: number }[] }).gaps[0] ?? { start: 0 };
    expect(start).toBeGreaterThan(5_000);

    const { code, stdout } = await trace(uri, '--stack', folder, ...consumerSound);
    const bytes = `bytes from ${start}`;
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`rejected ${bytes} at `),
    });
  });

  it('needs only the outputs and AWS credentials for a deployed pipeline', async () => {
    const value = (name: string | string[]) => ({ sensitive: false, type: 'string', value: name });
    const outputs = {
      'ledger-bucket': value('ledger'),
      'failures-bucket': value('failures'),
      'consumer-names': value(['sound', 'broken']),
      'consumer-functions': value(['consumer-sound', 'consumer-broken']),
    };
    const file = join(folder, 'outputs.json');
    writeFileSync(file, JSON.stringify(outputs));
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
    const environment = { ...credentials, AWS_REGION: 'eu-west-1' };
    const uri = await upload('deployed.txt', lines);
    const { code, stdout } = await traceBuilt(environment, uri, '--json', '--outputs', file);
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 1,
      consumers: [
        { name: 'sound', complete: true },
        { name: 'broken', gaps: blocks.map((block) => ({ ...block, state: 'dead-lettered' })) },
      ],
    });
  });

  it('lists damaged Kinesis records for a consumer that misses bytes, and for no other', async () => {
    const kinesis = new KinesisClient({
      endpoint: simulation.endpoint,
      region: simulation.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const uri = await upload('damaged.txt', lines);
    const block = Buffer.from('1f8b08040000000000ff2b0048572700894857420d0a1a0a00', 'hex');
    await kinesis.send(new PutRecordCommand({ StreamName: 'stream', PartitionKey: 'a', Data: block }));
    kinesis.destroy();
    await simulation.whenIdle();
    const { stdout } = await trace(uri, '--json', '--stack', folder);
    expect(JSON.parse(stdout)).toMatchObject({
      consumers: [
        { name: 'sound', unreadable: [] },
        { name: 'broken', unreadable: [{ count: 1, key: expect.stringMatching(/^aws\/lambda\//) }] },
      ],
    });
  });

  it('traces a deleted version by its id', async () => {
    const uri = await upload('deleted.txt', lines);
    await s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'deleted.txt' }));
    const withVersion = await trace(uri, '--stack', folder, ...consumerSound);
    expect(withVersion).toMatchObject({ code: 0 });
    const latest = await trace('s3://source/deleted.txt', '--stack', folder, ...consumerSound);
    expect(latest).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/add \?versionId=/) });
  });

  it('exits with 1 for a file that the producer has not started', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'archive', Key: 'new.txt', Body: lines }));
    const { code, stdout } = await trace('s3://archive/new.txt', '--stack', folder);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /not complete, size not known yet\n.*\n {4}missing bytes from 0: no receipt from the producer yet\n/,
      ),
    });
  });

  it.each([
    ['a malformed URI', ['notes.txt'], /"notes\.txt" is not an object URI/],
    ['a missing stack', ['s3://source/a', '--stack', '/absent'], /\/absent\/cdk\.tf\.json can't be read/],
    [
      'a missing bucket',
      [
        's3://source/empty.txt',
        '--ledger-bucket',
        'absent',
        '--failures-bucket',
        'failures',
        ...consumerSound,
      ],
      /S3 answered NoSuchBucket/,
    ],
  ])('exits with 2 and one line for %s', async (_, words, sentence) => {
    const { code, stdout, stderr } = await trace(...words);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(sentence),
    });
  });
});
