import { describe, expect, it } from '@jest/globals';
import { dataOf, startPipeline } from './support/pipeline.js';
import { jsonLines } from './support/texts.js';

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
