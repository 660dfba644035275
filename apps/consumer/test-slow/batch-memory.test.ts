import { setTimeout as sleep } from 'node:timers/promises';
import { encodeBlock } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { consumeBatch } from '../src/batch/consume-batch.js';
import { streamEvent } from '../test/events/stream-event.js';
import { enoughMillis, fakeConsumer } from '../test/fakes/fake-consumer.js';

const cellBytes = 786_432;

/** A block of one line that compresses 224 times. */
function compressibleBlock(index: number): Uint8Array {
  const place = { offset: index * cellBytes, lineNumber: 1 + index, rawLength: cellBytes };
  const bytes = Buffer.alloc(cellBytes, 'a').fill('\n', cellBytes - 1);
  const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
  const block = { source, ...place, recordCount: 1, isLast: false, isReference: false, bytes };
  return encodeBlock(block, { compression: 'gzip' });
}

describe('consumeBatch', () => {
  it('needs less than 200 MB for an event of 6 MB whose blocks decompress to 900 MB, 16 at a time', async () => {
    const event = streamEvent(...Array.from({ length: 1_150 }, (_, index) => compressibleBlock(index)));
    const eventBytes = JSON.stringify(event).length;
    const consumer = fakeConsumer({
      accept: () => sleep(2),
      laneOf: ({ sequenceNumber }) => sequenceNumber,
    });
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 2);
    await consumeBatch(event, consumer, enoughMillis);
    clearInterval(sampling);
    const [[counts] = []] = consumer.reportCounts.mock.calls;
    expect(eventBytes).toBeGreaterThan(6_000_000);
    expect(counts).toMatchObject({ blocksAccepted: 1_150, bytesAccepted: 1_150 * cellBytes });
    expect(Math.round((peak - before) / 1e6)).toBeLessThan(200);
  });
});
