import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { type RandomSource, damageJson } from '@headwaters/test-kit';
import type { S3EventRecord } from 'aws-lambda';
import { decodeObjectKey } from '../../src/event/notification.js';
import { continuationOf, isContinuation } from '../../src/event/task.js';
import { handleEvent } from '../../src/handle-event.js';
import type { Producer } from '../../src/publication/invocation.js';
import { objectCreated } from '../events/object-created.js';
import { busEvent, queueMessage, topicRecord } from '../events/s3-event-forms.js';
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
 * @returns `published`, `returned` if messages return to their queue, or the code of the error.
 * @throws AssertionError if an object was skipped silently or the error is not an error of the producer.
 */
export async function checkUploads(random: RandomSource): Promise<string> {
  switch (random.below(5)) {
    case 0:
      return await checkEvent(damageJson(random, continuation));
    case 1:
      return await checkMessages(random, queueMessage);
    case 2:
      return await checkMessages(random, (_, content) => topicRecord(content));
    case 3:
      return await checkBusEvent(damageJson(random, busEvent({ key: 'a b.txt' })));
    default:
      return await checkEvent(damageJson(random, notification));
  }
}

async function checkEvent(event: unknown): Promise<string> {
  const { code, published } = await handle(event);
  const records = recordsOf(event);
  const expected = code === 'published' ? records : records.filter(isIntact);
  const skipped = expected.map(keyOf).filter((key) => !key.endsWith('/') && !published.includes(key));
  assert.deepEqual(skipped, []);
  if (isContinuation(event) && code === 'published') assert.equal(published.length, 1);
  return code;
}

async function checkBusEvent(event: unknown): Promise<string> {
  const { code, published } = await handle(event);
  if (code === 'published') {
    const { key, size } = (event as ReturnType<typeof busEvent>).detail.object;
    assert.deepEqual(published, key.endsWith('/') && size === 0 ? [] : [key]);
  }
  return code;
}

/** Damages the event in one of two messages, or one message. What an intact message holds must be published. */
async function checkMessages(
  random: RandomSource,
  wrap: (messageId: string, content: unknown) => unknown,
): Promise<string> {
  const contents = ['a.txt', 'b.txt'].map((key) => ({ Records: [objectCreated({ key })] }));
  const damagedIndex = random.below(2);
  const damagesContent = random.below(2) === 0;
  const messages = contents.map((content, index) => {
    if (index !== damagedIndex) return wrap(`m${index}`, content);
    return damagesContent
      ? wrap(`m${index}`, damageJson(random, content))
      : damageJson(random, wrap(`m${index}`, content));
  });
  const { code, published, returned } = await handle({ Records: messages });
  assert.ok(published.includes(['a.txt', 'b.txt'][1 - damagedIndex] ?? ''));
  assert.ok(!returned.includes(`m${1 - damagedIndex}`));
  return code;
}

/** What handling an event did. */
interface Handled {
  /** `published`, `returned` if messages return to their queue, or the code of the error. */
  readonly code: string;
  readonly published: readonly string[];
  readonly returned: readonly string[];
}

async function handle(event: unknown): Promise<Handled> {
  const published: string[] = [];
  const s3 = new FakeS3({ intercept: () => bodyResponse('line\n') });
  const producer: Producer = {
    ports: {
      s3: s3.client,
      putRecords: storeAll,
      invokeContinuation: () => Promise.resolve(),
      ledger: ({ source }) => Promise.resolve(void published.push(source.key)),
      readProgress: undefined,
      recordSource: undefined,
      clock: new FakeClock(),
      random: () => 0.5,
      logger: silentLogger,
      reportCounts: () => undefined,
    },
    fairShareSeconds: 60,
    settingsFor: () => ({
      cellBytes: 1_024,
      layout: 'lines',
      csvHeader: 'none',
      csvDelimiter: ',',
      encoding: 'utf-8',
      isBinary: false,
      maxExpansionRatio: 500,
      compression: 'none',
      partitioning: { strategy: 'object' },
      wire: 'block',
      terminator: 'keep',
    }),
  };
  try {
    const context = { functionArn: 'arn', remainingMillis: 60_000 };
    const response = await handleEvent(event, context, producer);
    const returned = response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) ?? [];
    return { code: returned.length > 0 ? 'returned' : 'published', published, returned };
  } catch (error) {
    const code = String((error as { code?: unknown }).code ?? error);
    assert.match(code, /^HEADWATERS_(NOTIFICATION_INVALID|UPLOADS_FAILED)$/);
    return { code, published, returned: [] };
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
