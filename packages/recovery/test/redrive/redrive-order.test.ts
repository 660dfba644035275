import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { redrive } from '@headwaters/recovery';
import { RandomSource } from '@headwaters/test-kit';
import { FailurePipeline } from '../support/failure-pipeline.js';
import { lineRecord, type TestRecord } from '../support/kinesis-records.js';

let pipeline: FailurePipeline;

beforeAll(async () => {
  pipeline = await FailurePipeline.start();
});

afterAll(() => pipeline.stop());

/** Kinesis records 0 to 39 of four keys; from 20 on, after the shard was split. */
const count = 40;

function keyOf(number: number): string {
  return `key ${(number * 7) % 4}`;
}

function recordOf(number: number, source: { bucket: string; key: string; versionId: string }): TestRecord {
  const shardId = `shardId-00000000000${number < 20 ? 0 : 1 + (number % 2)}`;
  return lineRecord(number, { partitionKey: keyOf(number), shardId, source });
}

/** The order of shards, then of sequence numbers. */
function inOrder(records: readonly { number: number; shardId: string }[]): number[] {
  return [...records]
    .sort((a, b) => (a.shardId === b.shardId ? a.number - b.number : a.shardId < b.shardId ? -1 : 1))
    .map(({ number }) => number);
}

describe('redrive of any failures', () => {
  it('delivers keys at once, but never two records of one key', async () => {
    const inFlight = new Set<string>();
    let [most, overlaps] = [0, 0];
    pipeline.beforeInvocation = async (_, event) => {
      const keys = (event as { Records: { kinesis: { partitionKey: string } }[] }).Records.map(
        ({ kinesis }) => kinesis.partitionKey,
      );
      overlaps += keys.filter((key) => inFlight.has(key)).length;
      for (const key of new Set(keys)) inFlight.add(key);
      most = Math.max(most, inFlight.size);
      // The first one is long enough for the next batch to be read.
      const waitMillis = pipeline.invocations.length === 0 ? 400 : 20;
      await new Promise((resolve) => setTimeout(resolve, waitMillis));
      for (const key of keys) inFlight.delete(key);
    };
    // Each shard has batches of its own; a key moves from shard 0 to shard 1 when the shard is split.
    for (const number of [0, 1, 2, 3]) {
      for (const shard of [0, 1]) {
        const place = { partitionKey: `key ${number}`, shardId: `shardId-00000000000${shard}` };
        await pipeline.deadLetter([lineRecord(number + 4 * shard, place)]);
      }
    }
    await pipeline.deadLetter([lineRecord(9, { partitionKey: 'another', shardId: 'shardId-000000000002' })]);
    const result = await redrive(pipeline.context, { consumer: 'first' }, pipeline.options());
    pipeline.beforeInvocation = () => undefined;
    expect(result).toMatchObject({ complete: true, counts: { accepted: 9 } });
    expect({ most: most > 1, overlaps }).toEqual({ most: true, overlaps: 0 });
  });

  it.each([1, 2, 113])(
    'accepts in the order of each key what nothing older stands before: seed %d',
    async (seed) => {
      const random = new RandomSource(seed);
      const source = { bucket: 'source', key: `${seed}.txt`, versionId: 'v1' };
      const all = Array.from({ length: count }, (_, number) => ({ number, ...recordOf(number, source) }));
      const selected = new Set<number>();
      const unselected = new Set<number>();
      // Batches that may overlap, and records that were quarantined as well.
      for (let batch = 0; batch < 8; batch += 1) {
        const shardId = random.pick(all).shardId;
        const records = all.filter((record) => record.shardId === shardId && random.below(3) === 0);
        if (records.length === 0) continue;
        const isSelected = random.below(4) > 0;
        const condition = isSelected ? 'RetryAttemptsExhausted' : 'RecordAgeExceeded';
        await pipeline.deadLetter(records, { condition });
        for (const { number } of records) (isSelected ? selected : unselected).add(number);
      }
      for (let index = 0; index < 6; index += 1) {
        const record = random.pick(all);
        await pipeline.quarantine(record, { code: 'Retry' });
        selected.add(record.number);
      }
      pipeline.sunk.length = 0;
      pipeline.refused.clear();
      for (let index = 0; index < 2; index += 1) pipeline.refused.add(random.below(count));
      pipeline.killing.clear();
      pipeline.killing.add(random.below(count));

      const blocked = new Set<string>();
      const expected: number[] = [];
      for (const number of inOrder(all)) {
        if (!selected.has(number) && !unselected.has(number)) continue;
        const isAccepted =
          selected.has(number) && !pipeline.refused.has(number) && !pipeline.killing.has(number);
        if (blocked.has(keyOf(number)) || !isAccepted) blocked.add(keyOf(number));
        else expected.push(number);
      }
      const result = await redrive(
        pipeline.context,
        { consumer: 'first', reason: 'retry' },
        pipeline.options(),
      );
      const accepted = [...new Set(pipeline.sunk)];
      const keys = [...new Set(all.map(({ number }) => keyOf(number)))];
      const byKey = (numbers: readonly number[]) =>
        keys.map((key) => numbers.filter((number) => keyOf(number) === key));
      expect(byKey(accepted)).toEqual(byKey(expected));
      expect(result.counts['accepted']).toBe(expected.length);

      pipeline.refused.clear();
      pipeline.killing.clear();
      const last = await redrive(pipeline.context, { consumer: 'first' }, pipeline.options());
      expect(last).toMatchObject({ complete: true });
      expect(new Set(pipeline.sunk)).toEqual(new Set([...selected, ...unselected]));
      expect(await pipeline.keys('failures')).toEqual([]);
    },
  );
});
