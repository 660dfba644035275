import { RandomSource, damageJson } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProducerError } from '../src/errors.js';
import { decodeObjectKey } from '../src/event/notification.js';
import { continuationOf, isContinuation } from '../src/event/task.js';
import { handleEvent } from '../src/handle-event.js';
import { objectCreated } from './events/object-created.js';
import { fakeInvocation } from './fakes/fake-invocation.js';
import { FakeS3, bodyResponse } from '@headwaters/test-kit/fake-s3';

const damaged = (original: () => unknown) =>
  fc.nat().map((seed) => damageJson(new RandomSource(seed), original()));

/** Set FUZZ_RUNS=1000000 for a long run. fast-check prints the seed of a failure. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);
const notification = () => ({
  Records: [objectCreated({ key: 'a+b.txt' }), objectCreated({ key: 'folder/', size: 0 })],
});
const continuation = () =>
  continuationOf({
    upload: { source: { bucket: 'uploads', key: 'a.txt', versionId: 'v1' } },
    start: { cell: 0, offset: 0, lineNumber: 1 },
  });

/** Handles an event while every object exists and has one line. @returns the keys with a receipt, or the error. */
async function handle(event: unknown): Promise<{ keys: string[] } | { error: ProducerError }> {
  const producer = fakeInvocation(new FakeS3({ intercept: () => bodyResponse('line\n') }).client);
  try {
    await handleEvent(event, { functionArn: 'arn', remainingMillis: 60_000 }, producer);
    return { keys: producer.ports.ledger.mock.calls.map(([{ source }]) => source.key) };
  } catch (error) {
    return { error: error as ProducerError };
  }
}

describe('handleEvent', () => {
  it('publishes every object of a damaged notification or fails with a typed error', async () => {
    const property = fc.asyncProperty(damaged(notification), async (event) => {
      const outcome = await handle(event);
      if ('error' in outcome) {
        expect(outcome.error.code).toMatch(/^HEADWATERS_(NOTIFICATION_INVALID|UPLOADS_FAILED)$/);
        return;
      }
      const { Records: records = [] } = event as Partial<ReturnType<typeof notification>>;
      const expected = records.map(({ s3 }) => decodeObjectKey(s3.object.key));
      const skipped = expected.filter((key) => !key.endsWith('/') && !outcome.keys.includes(key));
      expect(skipped).toEqual([]);
    });
    await fc.assert(property, { numRuns });
  });

  it('runs a damaged continuation or fails with a typed error', async () => {
    const property = fc.asyncProperty(damaged(continuation), async (event) => {
      const outcome = await handle(event);
      if ('error' in outcome) expect(outcome.error.code).toMatch(/^HEADWATERS_/);
      else expect(outcome.keys).toHaveLength(isContinuation(event) ? 1 : 0);
    });
    await fc.assert(property, { numRuns });
  });
});
