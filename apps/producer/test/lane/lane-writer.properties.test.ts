import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { LaneWriter } from '../../src/lane/lane-writer.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { FakeStream, kinesisRecordOf, type Fate } from '../fakes/fake-stream.js';

const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
const fates = (...possible: Fate[]) => fc.array(fc.constantFrom(...possible), { maxLength: 60 });
const bounds = fc.integer({ min: 1, max: 200 });

/** Writes one Kinesis record for each key in the list, numbered within its key, and drains. */
async function writeAll(stream: FakeStream, partitionKeys: readonly string[], maxPendingBytes: number) {
  const clock = new FakeClock();
  const writer = new LaneWriter({
    putRecords: stream.putRecords,
    clock,
    deadline: new Deadline(clock, 3_600_000),
    random: () => 0.9,
    observer: { stored: jest.fn(), deferred: jest.fn(), requestFailed: jest.fn() },
    maxPendingBytes,
  });
  const written = new Map<string, number[]>();
  for (const key of partitionKeys) {
    const numbers = written.get(key) ?? [];
    written.set(key, [...numbers, numbers.length]);
    await writer.write(kinesisRecordOf(key, numbers.length));
  }
  await writer.drain();
  return written;
}

describe('LaneWriter', () => {
  it('stores every Kinesis record exactly once, in the order of its key, whichever entries are throttled', async () => {
    const property = fc.asyncProperty(
      keys,
      fates('stored', 'throttled'),
      bounds,
      async (all, outcomes, bound) => {
        const stream = new FakeStream(outcomes);
        expect(stream.stored).toEqual(await writeAll(stream, all, bound));
      },
    );
    await fc.assert(property);
  });

  it('loses nothing and keeps the order of first deliveries when requests fail before or after they are stored', async () => {
    const everyFate = fates('stored', 'throttled', 'request fails', 'stored, response lost');
    const property = fc.asyncProperty(keys, everyFate, bounds, async (all, outcomes, bound) => {
      const stream = new FakeStream(outcomes);
      const written = await writeAll(stream, all, bound);
      const firstDeliveries = new Map(
        [...stream.stored].map(([key, numbers]) => [key, [...new Set(numbers)]]),
      );
      expect(firstDeliveries).toEqual(written);
    });
    await fc.assert(property);
  });
});
