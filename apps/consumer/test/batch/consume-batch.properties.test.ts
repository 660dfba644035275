import { RandomSource, damageJson } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import fc from 'fast-check';
import { consumeBatch } from '../../src/batch/consume-batch.js';
import { streamEvent } from '../events/stream-event.js';
import { blocksOf } from '../fakes/blocks-of.js';
import { enoughMillis, fakeConsumer } from '../fakes/fake-consumer.js';

const damaged = (original: () => unknown) =>
  fc.nat().map((seed) => damageJson(new RandomSource(seed), original()));

/** Set FUZZ_RUNS=1000000 for a long run. fast-check prints the seed of a failure. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);
const blocks = blocksOf({ bucket: 'uploads', key: 'notes.txt', versionId: 'v1' }, 'a line\n'.repeat(40), {
  cellBytes: 128,
});

describe('consumeBatch', () => {
  it('accepts or quarantines a damaged batch up to the Kinesis record that it reports, or fails with a typed error', async () => {
    const property = fc.asyncProperty(
      damaged(() => streamEvent(...blocks)),
      async (event) => {
        const settled: string[] = [];
        const settle = ({ sequenceNumber }: { sequenceNumber: string }) => {
          settled.push(sequenceNumber);
          return Promise.resolve();
        };
        const consumer = fakeConsumer({ accept: settle });
        consumer.store.mockImplementation(({ record }) => settle(record));
        const response = await consumeBatch(event, consumer, enoughMillis).catch((error: unknown) => error);
        if (response instanceof Error) {
          expect(response).toHaveProperty('code', 'HEADWATERS_STREAM_EVENT_INVALID');
          return;
        }
        const { batchItemFailures } = response as KinesisStreamBatchResponse;
        const { Records: records } = event as ReturnType<typeof streamEvent>;
        const all = records.map(({ kinesis }) => kinesis.sequenceNumber);
        expect(settled).toEqual(all.slice(0, settled.length));
        expect(batchItemFailures).toEqual(
          all.slice(settled.length, settled.length + 1).map((itemIdentifier) => ({ itemIdentifier })),
        );
      },
    );
    await fc.assert(property, { numRuns });
  });
});
