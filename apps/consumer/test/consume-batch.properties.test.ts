import { RandomSource, damageJson } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import fc from 'fast-check';
import { consumeBatch } from '../src/consume-batch.js';
import { streamEvent } from './events/stream-event.js';
import { blocksOf } from './fakes/blocks-of.js';

const damaged = (original: () => unknown) =>
  fc.nat().map((seed) => damageJson(new RandomSource(seed), original()));

/** FUZZ_RUNS=1000000 runs them long; fast-check prints the seed of a failure. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);
const blocks = blocksOf({ bucket: 'uploads', key: 'notes.txt', versionId: 'v1' }, 'a line\n'.repeat(40), {
  cellBytes: 128,
});

describe('consumeBatch', () => {
  it('accepts all of a damaged batch, or all up to the record that it names, or fails with a typed error', async () => {
    const property = fc.asyncProperty(
      damaged(() => streamEvent(...blocks)),
      async (event) => {
        const accepted: string[] = [];
        const accept = ({ sequenceNumber }: { sequenceNumber: string }) =>
          Promise.resolve(void accepted.push(sequenceNumber));
        const tools = { logger: { error: () => undefined }, ledger: undefined, report: () => undefined };
        const answer = await consumeBatch(event, { sink: { accept }, ...tools }).catch(
          (error: unknown) => error,
        );
        if (answer instanceof Error) {
          const typed = expect.stringMatching(/^HEADWATERS_(STREAM_EVENT_INVALID|RECORD_POISON)$/);
          expect(answer).toHaveProperty('code', typed);
          return;
        }
        const { batchItemFailures } = answer as KinesisStreamBatchResponse;
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
