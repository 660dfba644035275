import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type RandomSource, damageJson } from '@headwaters/test-kit';
import type { S3EventRecord } from 'aws-lambda';
import { decodeObjectKey } from '../../src/event/notification.js';
import { continuationOf, isContinuation } from '../../src/event/task.js';
import { handleEvent } from '../../src/handle-event.js';
import type { Producer } from '../../src/publication/invocation.js';
import { objectCreated } from '../events/object-created.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { FakeS3, bodyResponse } from '@headwaters/test-kit/fake-s3';
import { storeAll } from '../fakes/fake-stream.js';

const keys = ['caf%C3%A9+%2B.txt', 'folder/'];
const notification = {
  Records: keys.map((key, index) => objectCreated({ key, size: 5 * (index % 3), versionId: `v${index}` })),
};
const continuation = continuationOf({
  upload: { source: { bucket: 'uploads', key: 'a.txt', versionId: 'v1' } },
  start: { cell: 0, offset: 0, lineNumber: 1 },
});
const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Handles one damaged event while every object exists and has one line: either every object of the event is published,
 * or it fails with a typed error and the objects of all intact records are published.
 *
 * @returns `published` or the code of the error.
 * @throws AssertionError if an object was skipped silently or the error is not an error of the producer.
 */
export async function checkUploads(random: RandomSource): Promise<string> {
  const event = damageJson(random, random.below(5) === 0 ? continuation : notification);
  const published: string[] = [];
  const code = await handle(event, published);
  assert.match(code, /^(published|HEADWATERS_(NOTIFICATION_INVALID|UPLOADS_FAILED))$/);
  const records = recordsOf(event);
  const expected = code === 'published' ? records : records.filter(isIntact);
  const skipped = expected.map(keyOf).filter((key) => !key.endsWith('/') && !published.includes(key));
  assert.deepEqual(skipped, []);
  if (isContinuation(event) && code === 'published') assert.equal(published.length, 1);
  return code;
}

/** @returns `published`, or the code of the error. */
async function handle(event: unknown, published: string[]): Promise<string> {
  const s3 = new FakeS3({ intercept: () => bodyResponse('line\n') });
  const producer: Producer = {
    ports: {
      s3: s3.client,
      putRecords: storeAll,
      invokeContinuation: () => Promise.resolve(),
      ledger: ({ source }) => Promise.resolve(void published.push(source.key)),
      readProgress: undefined,
      clock: new FakeClock(),
      random: () => 0.5,
      logger: silentLogger,
      reportCounts: () => undefined,
    },
    settings: {
      cellBytes: 1_024,
      layout: 'lines',
      csvHeader: 'none',
      compression: 'none',
      partitioning: { strategy: 'object' },
      fairShareSeconds: 60,
    },
  };
  try {
    await handleEvent(event, { functionArn: 'arn', remainingMillis: 60_000 }, producer);
    return 'published';
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error);
  }
}

/** Returns the `Records` of an event; an empty list if it has none. */
function recordsOf(event: unknown): readonly unknown[] {
  const { Records: records } = (event ?? {}) as { readonly Records?: unknown };
  return Array.isArray(records) ? records : [];
}

function isIntact(record: unknown): boolean {
  return notification.Records.some((original) => isDeepStrictEqual(original, record));
}

function keyOf(record: unknown): string {
  return decodeObjectKey((record as S3EventRecord).s3.object.key);
}
