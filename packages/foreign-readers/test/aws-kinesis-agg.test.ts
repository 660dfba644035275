import aggregation from 'aws-kinesis-agg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Pipeline, startPipeline } from './support/pipeline.js';
import { lines, text } from './support/texts.js';

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
