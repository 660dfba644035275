import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CopyObjectCommand, CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type Simulation,
  createLocalS3Client,
  readRecoveryPipeline,
  startSimulation,
} from '@headwaters/stack-simulator';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { archivingTo, writePipelineStack } from '../support/pipeline-stack.js';
import { runInProcess } from '../support/run-in-process.js';

jest.setTimeout(60_000);

/** The buckets of the second and of the third do not exist. The last one is new: it does not read the stream yet. */
const consumers = {
  sound: archivingTo('archive'),
  broken: archivingTo('mended'),
  lost: archivingTo('absent'),
  added: archivingTo('new'),
};

const mappings = {
  added: {
    enabled: false,
    starting_position: 'AT_TIMESTAMP',
    starting_position_timestamp: new Date().toISOString(),
  },
};

/** Three blocks. */
const lines = 'x'.repeat(99).concat('\n').repeat(30);

let folder: string;
let simulation: Simulation;
let s3: S3Client;

/** The events of copies are lost: no rule sends them. */
const onlyPuts = {
  aws_s3_bucket_notification: {
    uploads: {
      bucket: '${aws_s3_bucket.source.id}',
      lambda_function: [
        { lambda_function_arn: '${aws_lambda_function.producer.arn}', events: ['s3:ObjectCreated:Put'] },
      ],
    },
  },
};

beforeAll(async () => {
  folder = writePipelineStack({ consumers, mappings, resources: onlyPuts });
  simulation = await startSimulation({ stackDirectory: folder });
  s3 = createLocalS3Client(simulation);
});
afterAll(async () => {
  s3.destroy();
  await simulation.stop();
  rmSync(folder, { recursive: true });
});

const runWith = (...words: string[]) =>
  runInProcess(words, { variables: { AWS_ENDPOINT_URL: simulation.endpoint } });
const run = (...words: string[]) => runWith(...words, '--stack', folder);

/** Writes what `terraform output -json` would print of the stack. Returns the file. */
function writeOutputs(): string {
  const { consumers: roles, ...pipeline } = readRecoveryPipeline(simulation.blueprint);
  const outputs = {
    'source-bucket': pipeline.sourceBucket,
    'ledger-bucket': pipeline.ledgerBucket,
    'failures-bucket': pipeline.failuresBucket,
    'stream-name': pipeline.streamName,
    'stream-arn': pipeline.streamArn,
    'producer-function': pipeline.producer.functionName,
    'consumer-names': roles.map(({ name }) => name),
    'consumer-functions': roles.map(({ functionName }) => functionName),
    'consumer-mapping-ids': roles.flatMap(({ mappingIds }) => mappingIds),
    'upload-filters': pipeline.uploadFilters,
  };
  const values = Object.entries(outputs).map(([name, value]) => [name, { value }]);
  const file = join(folder, 'outputs.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(values)));
  return file;
}

const traceFor = (key: string, ...names: readonly string[]) =>
  run('trace', `s3://source/${key}`, ...names.flatMap((name) => ['--consumer', `${name}=consumer-${name}`]));

async function upload(key: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: 'source', Key: key, Body: lines }));
  await simulation.whenIdle();
}

/** The tests are steps of one repair. */
describe('the recovery commands on a local pipeline', () => {
  it('failures groups what consumers failed on by cause, with files and ranges', async () => {
    await upload('a.txt');
    const { code, stdout } = await run('failures');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /broken: RetryAttemptsExhausted \(dead-lettered by Lambda\)\n {2}3 Kinesis records in \d objects?, .*\n {2}s3:\/\/source\/a\.txt\?versionId=\S+, bytes 0 to 2999\n/,
      ),
    });
    const { stdout: ofProducer, code: none } = await run('failures', '--consumer', 'producer');
    expect([none, ofProducer]).toEqual([0, 'There are no failures.\n']);
  });

  it('failures and redrive refuse a selection that nothing can be in', async () => {
    const selections = [
      ['--consumer', 'brocken'],
      ['--source', 's3://other/a.txt'],
      ['--since', '1h', '--until', '2h'],
    ];
    const results = [];
    for (const command of ['failures', 'redrive'])
      for (const words of selections) results.push(await run(command, ...words));
    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(Array(6).fill([2, '']));
    expect(results.slice(0, 3).map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/^There is no consumer "brocken"\. The consumers are: /),
      'other is not the source bucket of this pipeline. Give --source s3://source/KEY.\n',
      expect.stringMatching(/^--since .* is after --until /),
    ]);
  });

  it('redrive plans without a change, and reports what fails again', async () => {
    const planned = await run('redrive', '--consumer', 'broken');
    expect(planned).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Plan of redrive\n.*\nNothing was changed\. Add --apply to do it\.\n$/s),
    });
    expect(await run('redrive', '--consumer', 'broken')).toEqual(planned);
    const failed = await run('redrive', '--consumer', 'broken', '--apply');
    expect(failed).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/NoSuchBucket|mended/),
    });
  });

  it('redrive --apply delivers to the repaired consumer, until the ledger shows the file', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'mended' }));
    const outputs = writeOutputs();
    expect(await runWith('redrive', '--consumer', 'broken', '--apply', '--outputs', outputs)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\nDone: .*3 accepted.*The ledger shows the result\.\n$/),
    });
    expect(await traceFor('a.txt', 'sound', 'broken')).toMatchObject({ code: 0 });
    expect(await run('failures', '--consumer', 'broken')).toMatchObject({ code: 0 });
  });

  it('reconcile reports an upload whose event was lost', async () => {
    await s3.send(new CopyObjectCommand({ Bucket: 'source', Key: 'b.txt', CopySource: 'source/a.txt' }));
    await simulation.whenIdle();
    expect(await run('reconcile', '--prefix', 'b')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/in flight +1\nNothing needs a repair\.\n$/),
    });
    const { code, stdout } = await run('reconcile', '--grace-minutes', '0');
    expect([code, stdout.split('\n').sort()]).toEqual([
      1,
      expect.arrayContaining([
        expect.stringMatching(/a\.txt\S+: HEADWATERS_OBJECT_DEAD_LETTERED: /),
        expect.stringMatching(/b\.txt\S+: HEADWATERS_OBJECT_NEVER_SEEN: /),
        expect.stringMatching(/^ {2}versions +2$/),
        expect.stringMatching(/^ {2}never seen +1$/),
      ]),
    ]);
  });

  it('backfill publishes an upload whose event was lost', async () => {
    expect(await run('backfill', 's3://source/', '--json')).toMatchObject({ code: 1 });
    expect(await run('backfill', 's3://source/', '--apply')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Done: 1 published'),
    });
    await simulation.whenIdle();
    expect(await traceFor('b.txt', 'sound', 'broken')).toMatchObject({ code: 0 });
    expect(await run('backfill', 's3://source/')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/There is nothing to do\. Nothing was changed\.\n$/),
    });
  });

  it('backfill refuses a bucket that is not the source of the pipeline', async () => {
    expect(await run('backfill', 's3://archive/')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^archive is not the source bucket of this pipeline, .*existingSource\.\n$/,
      ),
    });
  });

  it('replay delivers the archive to one consumer', async () => {
    const words = ['replay', '--consumer', 'broken', '--source', 's3://source/a.txt'];
    expect(await run(...words)).toMatchObject({ code: 1, stdout: expect.stringMatching(/blocks +3\n/) });
    expect(await run(...words, '--apply')).toMatchObject({ code: 0 });
  });

  it('discard closes failures with a reason, and trace shows why and who', async () => {
    const words = [
      'discard',
      '--consumer',
      'lost',
      '--source',
      's3://source/a.txt',
      '--why',
      'a test\u009b2J',
    ];
    expect(await run(...words)).toMatchObject({ code: 1 });
    expect(await run(...words, '--apply')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\nDone: 3 discarded, .*\n$/),
    });
    expect(await traceFor('a.txt', 'lost')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /( {4}discarded bytes \d+ to \d+ at \S+: a test\\u009b2J, by local\n){3}$/,
      ),
    });
  });

  it('pause and resume stop and continue the deliveries to one consumer', async () => {
    expect(await run('pause', '--consumer', 'sound')).toMatchObject({ code: 1 });
    expect(await run('pause', '--consumer', 'sound', '--apply')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /are kept for 24 h: resume before .*\nDone: 1 mapping disabled\. Lambda/s,
      ),
    });
    await upload('c.txt');
    expect(await traceFor('c.txt', 'sound')).toMatchObject({ code: 1 });
    expect(await run('resume', '--consumer', 'sound', '--apply')).toMatchObject({ code: 0 });
    await simulation.whenIdle();
    expect(await traceFor('c.txt', 'sound')).toMatchObject({ code: 0 });
  });

  it('fill gives a new consumer what was published before, and starts it', async () => {
    expect(await run('fill', '--consumer', 'added')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Plan of fill\n {2}files +3\n/),
    });
    await s3.send(new CreateBucketCommand({ Bucket: 'new' }));
    expect(await run('fill', '--consumer', 'added', '--apply')).toMatchObject({ code: 0 });
    await upload('d.txt');
    for (const key of ['a.txt', 'b.txt', 'c.txt', 'd.txt'])
      expect(await traceFor(key, 'added')).toMatchObject({ code: 0 });
    expect(await run('fill', '--consumer', 'added')).toMatchObject({ code: 0 });
  });
});
