import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { KinesisDataStreamSchema } from '@aws-lambda-powertools/parser/schemas/kinesis';
import aggregation from 'aws-kinesis-agg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Pipeline, dataOf, startPipeline } from './support/pipeline.js';
import { jsonLines, lines, text } from './support/texts.js';
import { itWith } from './support/tools.js';

interface UserRecord {
  readonly partitionKey: string;
  readonly data: string;
}

/** Takes the Kinesis records of a Lambda event apart, verifying the MD5 of each. */
function deaggregate({ acknowledged }: Pipeline): UserRecord[] {
  const found: UserRecord[] = [];
  for (const { kinesis } of acknowledged) {
    aggregation.deaggregateSync(kinesis, true, (error: unknown, records = []) => {
      if (error !== undefined && error !== null) throw error as Error;
      found.push(...records);
    });
  }
  return found;
}

describe.each([
  ['keep', (line: string, index: number) => (index === lines.length - 1 ? line : `${line}\n`)],
  // The carriage return belongs to the terminator.
  ['remove', (line: string) => line.replace(/\r$/, '')],
])('aws-kinesis-agg on wire kpl, RECORD_TERMINATOR=%s', (terminator, expected) => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await startPipeline({ producer: { WIRE: 'kpl', RECORD_TERMINATOR: terminator } });
    await pipeline.upload('a.txt', text);
  });
  afterAll(() => pipeline.stop());

  it('reads the same lines, in order', () => {
    const read = deaggregate(pipeline).map(({ data }) => Buffer.from(data, 'base64').toString());
    expect(read).toEqual(lines.map(expected));
  });

  it('finds the partition key of the Kinesis record in each user record, so that no reader drops it', () => {
    const keys = new Set(deaggregate(pipeline).map(({ partitionKey }) => partitionKey));
    expect(keys).toEqual(new Set(pipeline.acknowledged.map(({ kinesis }) => kinesis.partitionKey)));
    expect(pipeline.acknowledged.length).toBeGreaterThan(1);
  });
});

describe("Powertools' parser on wire plain", () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await startPipeline({ producer: { WIRE: 'plain', PARTITION_STRATEGY: 'spread' } });
    await pipeline.upload('events.txt', jsonLines.join('\n'));
  });
  afterAll(() => pipeline.stop());

  it('parses each event, and has the JSON of each line', () => {
    const documents = pipeline.events.flatMap((event) => {
      const { Records: records } = KinesisDataStreamSchema.parse(JSON.parse(event));
      return records.map(({ kinesis }) => kinesis.data as { number: number });
    });
    documents.sort((a, b) => a.number - b.number);
    expect(documents).toEqual(jsonLines.map((line) => JSON.parse(line) as unknown));
  });
});

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

const errors = { data: { level: ['error'], user: { id: [{ prefix: 'u' }] } } };

/** The lines that reach a consumer with this filter, sorted. */
async function filtered(variables: Record<string, string>): Promise<string[]> {
  const pipeline = await startPipeline({
    producer: { PARTITION_STRATEGY: 'spread', ...variables },
    filters: [errors],
  });
  try {
    await pipeline.upload('events.txt', jsonLines.join('\n'));
    const records = pipeline.events.flatMap(
      (event) => (JSON.parse(event) as { Records: Parameters<typeof dataOf>[0][] }).Records,
    );
    return records.map((record) => dataOf(record).toString()).sort();
  } finally {
    await pipeline.stop();
  }
}

describe('an event filter on the content', () => {
  it.each(['keep', 'remove'])(
    'passes on the matching JSON lines of wire plain (terminator: %s)',
    async (terminator) => {
      const passed = await filtered({ WIRE: 'plain', RECORD_TERMINATOR: terminator });
      expect(passed.map((line) => line.trimEnd())).toEqual(
        jsonLines.filter((line) => line.includes('"level":"error"')).sort(),
      );
    },
  );

  it.each(['block', 'kpl'])(
    'passes on nothing of wire %s, whose Kinesis records are not JSON',
    async (wire) => {
      expect(await filtered({ WIRE: wire })).toEqual([]);
    },
  );
});
