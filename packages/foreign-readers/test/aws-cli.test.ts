import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Pipeline, startPipeline } from './support/pipeline.js';
import { lines, text } from './support/texts.js';
import { itWith } from './support/tools.js';

const run = promisify(execFile);

describe('the AWS CLI on wire plain', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await startPipeline({ producer: { WIRE: 'plain' } });
    await pipeline.upload('a.txt', text);
  });
  afterAll(() => pipeline.stop());

  /** Runs `aws kinesis ...` and returns its answer. */
  async function kinesis(...words: string[]): Promise<unknown> {
    const { endpoint, region } = pipeline.simulation;
    const { stdout } = await run(
      'aws',
      ['--endpoint-url', endpoint, '--output', 'json', 'kinesis', ...words],
      {
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_DEFAULT_REGION: region,
          AWS_EC2_METADATA_DISABLED: 'true',
        },
        maxBuffer: 16 * 1_048_576,
      },
    );
    return JSON.parse(stdout);
  }

  itWith('aws')('reads the lines of the file, in order', async () => {
    const shard = ['--stream-name', 'stream', '--shard-id', 'shardId-000000000000'];
    const iterator = await kinesis('get-shard-iterator', ...shard, '--shard-iterator-type', 'TRIM_HORIZON');
    const { ShardIterator: position } = iterator as { ShardIterator: string };
    const answer = await kinesis('get-records', '--shard-iterator', position);
    const { Records: records } = answer as { Records: { Data: string; PartitionKey: string }[] };
    const read = records.map(({ Data: data }) => Buffer.from(data, 'base64').toString());
    expect(read.join('')).toBe(text);
    expect(read).toHaveLength(lines.length);
    expect(records.filter(({ PartitionKey: key }) => !/^[0-9a-f]{32}#\d+$/.test(key))).toEqual([]);
  });
});
