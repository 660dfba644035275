import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Simulation, createLocalS3Client, startSimulation } from '@headwaters/stack-simulator';
import { bundledFunction, pipelineStack, writeStack } from '@headwaters/test-kit/pipeline-stack';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCli } from '../support/run-cli.js';
import { runInProcess } from '../support/run-in-process.js';

jest.setTimeout(120_000);

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['kinesis:*', 's3:*', 'dynamodb:*', 'lambda:InvokeFunction'], Resource: '*' },
  ],
});

const mapping = { batch_size: 10, maximum_retry_attempts: 0, bisect_batch_on_function_error: true };
const consumer = (name: string, variables: Readonly<Record<string, string>>) => ({
  function: {
    ...bundledFunction('consumer', { CONSUMER_NAME: name, FAILURES_BUCKET: 'failures', ...variables }),
    function_name: name,
  },
  mapping,
});

/** A pipeline with the sinks archive, parquet and dynamodb. */
function writeSinkStack(wire: string): string {
  return writeStack(
    pipelineStack({
      buckets: { source: 'source', archive: 'archive', lake: 'lake', failures: 'failures', ledger: 'ledger' },
      producer: bundledFunction('producer', { STREAM_NAME: 'stream', CELL_BYTES: '1024', WIRE: wire }),
      consumers: {
        archive: consumer('archive', { SINK: 'archive', ARCHIVE_BUCKET: 'archive' }),
        lake: consumer('lake', {
          SINK: 'parquet',
          PARQUET_BUCKET: 'lake',
          PARQUET_PREFIX: 'users/',
          PARQUET_LINE: 'true',
        }),
        table: consumer('table', { SINK: 'dynamodb', TABLE_NAME: 'users', KEY_FIELD: '/id' }),
      },
      resources: {
        aws_iam_role: { role: { name: 'role', inline_policy: { name: 'permissions', policy: everything } } },
        aws_dynamodb_table: {
          users: {
            name: 'users',
            hash_key: 'pk',
            attribute: [{ name: 'pk', type: 'S' }],
            billing_mode: 'PAY_PER_REQUEST',
          },
        },
      },
    }),
  );
}

const users = Array.from({ length: 100 }, (_, n) => `{"id":"user-${n % 20}","n":${n}}\n`).join('');
const sha256 = createHash('sha256').update(users).digest('hex');

describe.each(['block', 'kpl', 'plain'])('headwaters query, wire %s', (wire) => {
  let folder: string;
  let simulation: Simulation;
  let s3: S3Client;

  beforeAll(async () => {
    folder = writeSinkStack(wire);
    simulation = await startSimulation({ stackDirectory: folder });
    s3 = createLocalS3Client(simulation);
    await s3.send(new PutObjectCommand({ Bucket: 'source', Key: 'users.jsonl', Body: users }));
    await simulation.whenIdle();
  });
  afterAll(async () => {
    s3.destroy();
    await simulation.stop();
    rmSync(folder, { recursive: true });
  });

  async function query(...words: string[]) {
    const result = await runCli(['query', '--stack', folder, '--format', 'json', ...words], {
      variables: { AWS_ENDPOINT_URL: simulation.endpoint },
    });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    return JSON.parse(result.stdout) as unknown;
  }

  it('reads archive and Parquet files: each has every line once, and in the order of their offsets they are the upload', async () => {
    const archive = `SELECT count(*) AS n, sha256(string_agg(line || chr(10), '' ORDER BY "offset")) AS hash FROM archive`;
    const parquet = `SELECT count(*) AS n, sum(n)::BIGINT AS sum, sha256(string_agg(_line || chr(10), '' ORDER BY _offset)) AS hash FROM parquet`;
    expect(await query(`SELECT * FROM (${archive}) archive, (${parquet}) parquet`)).toEqual([
      { n: '100', hash: sha256, 'n:1': '100', sum: '4950', 'hash:1': sha256 },
    ]);
  });

  it('the table has the newest record of each key', async () => {
    const answer = await fetch(simulation.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.Scan',
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
      },
      body: JSON.stringify({ TableName: 'users' }),
    });
    const { Items: items } = (await answer.json()) as { Items: { pk: { S: string }; n: { N: string } }[] };
    const stale = items.filter(({ pk, n }) => Number(n.N) !== 80 + Number(pk.S.slice('user-'.length)));
    expect({ count: items.length, stale }).toEqual({ count: 20, stale: [] });
  });
});

describe('headwaters query', () => {
  const folders: string[] = [];
  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'headwaters-query-test-'));
    folders.push(folder);
    return folder;
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('says what to set if nothing names what to query, with exit code 2', async () => {
    expect(await runCli(['query', 'SELECT 1'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Set AWS_ENDPOINT_URL to the endpoint .* --archive or --parquet\.\n$/),
    });
  });

  it.each([
    ['https://example.org/', /neither a folder nor s3:\/\/BUCKET\/PREFIX/],
    ['/absent', /ENOENT/],
  ])('says that %s is no location', async (location, message) => {
    const { code, stderr } = await runInProcess(['query', '--archive', location, 'SELECT 1']);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('says what is wrong with a statement, and that there are no Parquet files', async () => {
    const folder = newFolder();
    const { code, stderr } = await runCli(['query', '--parquet', folder, 'SELECT * FROM parquet']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^No Parquet files in .*\nDuckDB: Catalog Error: Table with name parquet does not exist!/,
    );
  });

  it('refuses locations beyond --max-megabytes', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), Buffer.alloc(1_048_577));
    const tooLarge = await runInProcess(['query', '--archive', folder, '--max-megabytes', '1', 'SELECT 1']);
    expect(tooLarge.stderr).toMatch(/has 2 MiB; the limit is 1 MiB/);
    const accepted = await runInProcess(['query', '--archive', folder, '--max-megabytes', '2', 'SELECT 1']);
    expect(accepted).toMatchObject({ code: 0 });
  });

  it.each([
    "SELECT * FROM read_text('/etc/hostname')",
    "COPY (SELECT 1) TO 'FOLDER/out.csv'",
    "ATTACH 'FOLDER/out.db'",
    "SELECT * FROM 'https://example.org/data.csv'",
    'INSTALL httpfs',
    'SET enable_external_access = true',
  ])('runs no statement that reaches files or the network: %s', async (sql) => {
    const folder = newFolder();
    const { code } = await runInProcess(['query', '--archive', folder, sql.replace('FOLDER', folder)]);
    expect({ code, files: readdirSync(folder) }).toEqual({ code: 2, files: [] });
  });

  it.each(['table', 'json'])('prints control characters escaped as a %s', async (format) => {
    const words = [
      'query',
      '--archive',
      newFolder(),
      '--format',
      format,
      "SELECT chr(27) || '[31m' AS a, chr(155) AS b",
    ];
    const { code, stdout } = await runInProcess(words);
    expect(code).toBe(0);
    expect(stdout).toContain('\\u001b[31m');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
