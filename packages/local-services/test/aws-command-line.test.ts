import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type TestServices } from './start-for-test.js';

const isInstalled = spawnSync('aws', ['--version']).status === 0;
const mustRun = isInstalled || process.env['CI'] === 'true';
if (!isInstalled) {
  process.stderr.write(
    '\nThe aws command is not installed. Its use with the local services is NOT TESTED.\n\n',
  );
}

(mustRun ? describe : describe.skip)('the aws command line', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
  });
  afterAll(() => running.stop());

  async function aws(...parameters: string[]): Promise<string> {
    const environment = {
      PATH: process.env['PATH'],
      HOME: running.dataDirectory,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: 'us-east-1',
    };
    const all = ['--endpoint-url', running.services.endpoint, '--output', 'json', ...parameters];
    return (await promisify(execFile)('aws', all, { env: environment })).stdout;
  }

  const awsJson = async (...parameters: string[]): Promise<unknown> => JSON.parse(await aws(...parameters));

  it('creates a stream, puts a record and reads it', async () => {
    await aws('kinesis', 'create-stream', '--stream-name', 'cli', '--shard-count', '1');
    const file = join(running.dataDirectory, 'record');
    writeFileSync(file, 'hello');
    // Versions 1 and 2 of the command decode --data differently, except for binary files.
    const record = ['--partition-key', 'k', '--data', `fileb://${file}`];
    expect(await awsJson('kinesis', 'put-record', '--stream-name', 'cli', ...record)).toMatchObject({
      ShardId: 'shardId-000000000000',
    });
    const place = ['--shard-id', 'shardId-000000000000', '--shard-iterator-type', 'TRIM_HORIZON'];
    const { ShardIterator } = (await awsJson(
      ...['kinesis', 'get-shard-iterator', '--stream-name', 'cli', ...place],
    )) as { ShardIterator: string };
    expect(await awsJson('kinesis', 'get-records', '--shard-iterator', ShardIterator)).toMatchObject({
      Records: [{ Data: 'aGVsbG8=', PartitionKey: 'k' }],
      MillisBehindLatest: 0,
    });
  }, 180_000);

  it('uploads 20 MB in parts under an odd key, lists it, and downloads the same bytes', async () => {
    const [up, down] = ['up', 'down'].map((name) => join(running.dataDirectory, name)) as [string, string];
    writeFileSync(up, randomBytes(20_000_000));
    await aws('s3', 'mb', 's3://cli');
    const key = 's3://cli/a b+c/%41 😀.txt';
    await aws('s3', 'cp', '--no-progress', up, key);
    expect(await aws('s3', 'ls', '--recursive', 's3://cli')).toContain('20000000 a b+c/%41 😀.txt');
    await aws('s3', 'cp', '--no-progress', key, down);
    expect(readFileSync(down).equals(readFileSync(up))).toBe(true);
  }, 180_000);
});
