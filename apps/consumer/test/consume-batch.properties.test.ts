import { RandomSource, damageJson } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import fc from 'fast-check';
import { consumeBatch } from '../src/consume-batch.js';
import { streamEvent } from './events/stream-event.js';
import { blocksOf } from './fakes/blocks-of.js';

const damaged = (original: () => unknown) =>
  fc.nat().map((seed) => damageJson(new RandomSource(seed), original()));

/** Set FUZZ_RUNS=1000000 for a long run. fast-check prints the seed of a failure. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);
const blocks = blocksOf({ bucket: 'uploads', key: 'notes.txt', versionId: 'v1' }, 'a line\n'.repeat(40), {
  cellBytes: 128,
});

describe('consumeBatch', () => {
  it('accepts a damaged batch up to the Kinesis record that it reports, or fails with a typed error', async () => {
    const property = fc.asyncProperty(
      damaged(() => streamEvent(...blocks)),
      async (event) => {
        const accepted: string[] = [];
        const accept = ({ sequenceNumber }: { sequenceNumber: string }) =>
          Promise.resolve(void accepted.push(sequenceNumber));
        const ports = {
          logger: { error: () => undefined },
          ledger: undefined,
          reportCounts: () => undefined,
        };
        const response = await consumeBatch(event, { sink: { accept }, ...ports }).catch(
          (error: unknown) => error,
        );
        if (response instanceof Error) {
          const typed = expect.stringMatching(/^HEADWATERS_(STREAM_EVENT_INVALID|RECORD_POISON)$/);
          expect(response).toHaveProperty('code', typed);
          return;
        }
        const { batchItemFailures } = response as KinesisStreamBatchResponse;
        const { Records: records } = event as ReturnType<typeof streamEvent>;
        const all = records.map(({ kinesis }) => kinesis.sequenceNumber);
        expect(accepted).toEqual(all.slice(0, accepted.length));
        expect(batchItemFailures).toEqual(
          all.slice(accepted.length, accepted.length + 1).map((itemIdentifier) => ({ itemIdentifier })),
        );
      },
    );
    await fc.assert(property, { numRuns });
  });
});
