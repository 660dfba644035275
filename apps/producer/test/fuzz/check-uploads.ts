import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type RandomSource, damageJson } from '@headwaters/test-kit';
import type { S3EventRecord } from 'aws-lambda';
import { decodeObjectKey } from '../../src/event/notification.js';
import { continuationOf, isContinuation } from '../../src/event/task.js';
import { type Producer, handleEvent } from '../../src/handle-event.js';
import { objectCreated } from '../events/object-created.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { bodyOf, fakeS3 } from '../fakes/fake-s3.js';

const keys = ['caf%C3%A9+%2B.txt', 'folder/'];
const notification = {
  Records: keys.map((key, index) => objectCreated({ key, size: 5 * (index % 3), versionId: `v${index}` })),
};
const continuation = continuationOf({
  upload: { source: { bucket: 'uploads', key: 'a.txt', versionId: 'v1' } },
  start: { cell: 0, offset: 0, lineNumber: 1 },
});
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Handles one damaged event where every object exists and holds a line: either every object that the event names is published,
 * or it fails with a typed error, and every object of a record that is as it should be is published all the same.
 *
 * @returns what became of the event.
 * @throws AssertionError if an object was passed over in silence, or the error is no error of the producer.
 */
export async function checkUploads(random: RandomSource): Promise<string> {
  const event = damageJson(random, random.below(5) === 0 ? continuation : notification);
  const published: string[] = [];
  const code = await handle(event, published);
  assert.match(code, /^(published|HEADWATERS_(NOTIFICATION_INVALID|UPLOADS_FAILED))$/);
  const records = recordsOf(event);
  const due = code === 'published' ? records : records.filter(isSound);
  const passedOver = due.map(keyOf).filter((key) => !key.endsWith('/') && !published.includes(key));
  assert.deepEqual(passedOver, []);
  if (isContinuation(event) && code === 'published') assert.equal(published.length, 1);
  return code;
}

/** @returns `published`, or the code of the error. */
async function handle(event: unknown, published: string[]): Promise<string> {
  const { s3 } = fakeS3(() => bodyOf(Buffer.from('line\n')));
  const producer: Producer = {
    s3,
    clock: new FakeClock(),
    random: () => 0.5,
    logger: silent,
    readProgress: undefined,
    cellBytes: 1_024,
    layout: 'lines',
    csvHeader: 'none',
    compression: 'none',
    partitioning: { strategy: 'object' },
    putRecords: (records) => Promise.resolve(records.map(() => 'stored')),
    ledger: ({ source }) => Promise.resolve(void published.push(source.key)),
    invokeAgain: () => Promise.resolve(),
    report: () => undefined,
  };
  try {
    await handleEvent(event, { functionArn: 'arn', remainingMillis: 60_000 }, producer);
    return 'published';
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error);
  }
}

/** What stands where an event has its records; none where it has no list of them. */
function recordsOf(event: unknown): readonly unknown[] {
  const { Records: records } = (event ?? {}) as { readonly Records?: unknown };
  return Array.isArray(records) ? records : [];
}

function isSound(record: unknown): boolean {
  return notification.Records.some((original) => isDeepStrictEqual(original, record));
}

function keyOf(record: unknown): string {
  return decodeObjectKey((record as S3EventRecord).s3.object.key);
}
