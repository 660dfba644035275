import { KinesisDataStreamSchema } from '@aws-lambda-powertools/parser/schemas/kinesis';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Pipeline, startPipeline } from './support/pipeline.js';
import { jsonLines } from './support/texts.js';

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
