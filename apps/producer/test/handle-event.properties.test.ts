import { RandomSource, damageJson } from '@headwaters/test-kit';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProducerError } from '../src/errors.js';
import { decodeObjectKey } from '../src/event/notification.js';
import { continuationOf, isContinuation } from '../src/event/task.js';
import { handleEvent } from '../src/handle-event.js';
import { objectCreated } from './events/object-created.js';
import { fakePublication } from './fakes/fake-publication.js';
import { bodyOf, fakeS3 } from './fakes/fake-s3.js';

const damaged = (original: () => unknown) =>
  fc.nat().map((seed) => damageJson(new RandomSource(seed), original()));

/** FUZZ_RUNS=1000000 runs them long; fast-check prints the seed of a failure. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);
const notification = () => ({
  Records: [objectCreated({ key: 'a+b.txt' }), objectCreated({ key: 'folder/', size: 0 })],
});
const continuation = () =>
  continuationOf({
    upload: { source: { bucket: 'uploads', key: 'a.txt', versionId: 'v1' } },
    start: { cell: 0, offset: 0, lineNumber: 1 },
  });

/** Handles an event where every object exists and holds a line. @returns what was written down, or the error. */
async function handle(event: unknown): Promise<{ keys: string[] } | { error: ProducerError }> {
  const keys: string[] = [];
  const { s3 } = fakeS3(() => bodyOf(Buffer.from('line\n')));
  const producer = {
    ...fakePublication(s3, (records) => Promise.resolve(records.map(() => 'stored'))),
    ledger: ({ source }: { source: { key: string } }) => Promise.resolve(void keys.push(source.key)),
    invokeAgain: () => Promise.resolve(),
    report: () => undefined,
  };
  try {
    await handleEvent(event, { functionArn: 'arn', remainingMillis: 60_000 }, producer);
    return { keys };
  } catch (error) {
    return { error: error as ProducerError };
  }
}

describe('handleEvent', () => {
  it('either publishes every object that a damaged notification names, or fails with a typed error', async () => {
    const property = fc.asyncProperty(damaged(notification), async (event) => {
      const outcome = await handle(event);
      if ('error' in outcome) {
        expect(outcome.error.code).toMatch(/^HEADWATERS_(NOTIFICATION_INVALID|UPLOADS_FAILED)$/);
        return;
      }
      const { Records: records = [] } = event as Partial<ReturnType<typeof notification>>;
      for (const { s3 } of records) {
        const key = decodeObjectKey(s3.object.key);
        expect(key.endsWith('/') || outcome.keys.includes(key)).toBe(true);
      }
    });
    await fc.assert(property, { numRuns });
  });

  it('either goes on with a damaged continuation, or fails with a typed error', async () => {
    const property = fc.asyncProperty(damaged(continuation), async (event) => {
      const outcome = await handle(event);
      if ('error' in outcome) expect(outcome.error.code).toMatch(/^HEADWATERS_/);
      else expect(outcome.keys).toHaveLength(isContinuation(event) ? 1 : 0);
    });
    await fc.assert(property, { numRuns });
  });
});
