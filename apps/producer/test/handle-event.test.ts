import { gzipSync } from 'node:zlib';
import { parseProducerEnvironment } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { handleEvent } from '../src/handle-event.js';
import type { PutRecords } from '../src/lane/put-records.js';
import { producerSettings } from '../src/publication/invocation.js';
import { objectCreated } from './events/object-created.js';
import { busEvent, queueMessage, testEvent, topicRecord } from './events/s3-event-forms.js';
import { fakeInvocation, type FakeInvocation } from './fakes/fake-invocation.js';
import { s3With } from './fakes/fake-s3.js';
import { throttleAll } from './fakes/fake-stream.js';

function producerWith(objects: Record<string, string | Uint8Array>, putRecords?: PutRecords) {
  return fakeInvocation(
    s3With(objects, { versionId: objectCreated().s3.object.versionId ?? '' }).client,
    putRecords && { putRecords },
  );
}

function producerWithoutLedger(objects: Record<string, string | Uint8Array>) {
  const producer = producerWith(objects);
  return { ...producer, ports: { ...producer.ports, ledger: undefined } };
}

const truncatedGzip = gzipSync('a line\n').subarray(0, -5);

const context = { functionArn: 'arn:producer', remainingMillis: 60_000 };
const eventOf = (...keys: string[]) => ({ Records: keys.map((key) => objectCreated({ key })) });

describe('handleEvent', () => {
  it('publishes every object of the event and reports its counts once', async () => {
    const producer = producerWith({ 'uploads/a b.txt': 'one\ntwo\n', 'uploads/c.txt': 'three\n' });
    await handleEvent(eventOf('a+b.txt', 'c.txt'), context, producer);
    expect(producer.ports.reportCounts.mock.calls).toEqual([
      [
        expect.objectContaining({
          objectsPublished: 2,
          objectsFailed: 0,
          recordsPublished: 3,
          bytesRead: 14,
        }),
      ],
    ]);
  });

  it('succeeds with 0 records for an empty object and a folder marker', async () => {
    const producer = producerWith({ 'uploads/empty.txt': '' });
    const marker = objectCreated({ key: 'folder/', size: 0 });
    await handleEvent({ Records: [marker, ...eventOf('empty.txt').Records] }, context, producer);
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ objectsPublished: 1, blocksPublished: 0, recordsPublished: 0 }),
    );
  });

  it('rejects corrupt gzip and publishes the others', async () => {
    const producer = producerWith({ 'uploads/torn.txt': truncatedGzip, 'uploads/there.txt': 'one\n' });
    await handleEvent(eventOf('torn.txt', 'there.txt'), context, producer);
    const receipts = producer.ports.ledger.mock.calls;
    expect(receipts.map(([{ source, outcome }]) => [source.key, outcome])).toEqual([
      ['torn.txt', 'rejected'],
      ['there.txt', 'published'],
    ]);
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({
        objectsPublished: 1,
        objectsRejected: 1,
        objectsFailed: 0,
        recordsPublished: 1,
      }),
    );
  });

  it('without a ledger, fails for corrupt gzip instead of rejecting it', async () => {
    const producer = producerWithoutLedger({ 'uploads/torn.txt': truncatedGzip });
    await expect(handleEvent(eventOf('torn.txt'), context, producer)).rejects.toThrow(/^1 of 1.*torn\.txt/);
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ objectsRejected: 0, objectsFailed: 1 }),
    );
  });

  it('publishes the others, then fails for a missing object with its bucket, key and version', async () => {
    const producer = producerWith({ 'uploads/there.txt': 'one\n' });
    await expect(handleEvent(eventOf('gone+away.txt', 'there.txt'), context, producer)).rejects.toThrow(
      '1 of 2 uploads failed: s3://uploads/gone away.txt?versionId=096fKKXTRTtl3on89fVO.nfljtsv6qko: ' +
        'S3 refuses the object with NoSuchVersion. This version was deleted after its notification was sent.',
    );
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({
        objectsPublished: 1,
        objectsRejected: 0,
        objectsFailed: 1,
        recordsPublished: 1,
      }),
    );
  });

  it('names every failed upload and logs an error for each', async () => {
    const producer = producerWithoutLedger({});
    const event = { Records: [null, ...eventOf('a.txt', 'b.txt').Records] };
    await expect(handleEvent(event, context, producer)).rejects.toThrow(/^3 of 3.*Record 0.*a\.txt.*b\.txt/);
    expect(producer.ports.logger.error).toHaveBeenCalledTimes(3);
  });

  it('throws on an event that is not a notification, so that it reaches the failure destination', async () => {
    await expect(handleEvent({}, context, producerWith({}))).rejects.toMatchObject({
      code: 'HEADWATERS_NOTIFICATION_INVALID',
    });
  });

  it('stops 5 seconds before the timeout and names what was not stored', async () => {
    const producer = producerWith({ 'uploads/a.txt': 'one\n' }, throttleAll);
    await expect(
      handleEvent(eventOf('a.txt'), { ...context, remainingMillis: 10_000 }, producer),
    ).rejects.toThrow(/a\.txt.*: No time left/);
    expect(producer.ports.clock.nowMillis()).toBe(5_000);
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ recordsPublished: 0 }),
    );
  });

  it('leaves uploads that it has no time to start to new invocations of the same function', async () => {
    const producer = producerWith({ 'uploads/a.txt': 'one\n', 'uploads/b.txt': 'two\n' }, throttleAll);
    await expect(handleEvent(eventOf('a.txt', 'b.txt'), context, producer)).rejects.toThrow(
      /^1 of 2.*a\.txt/,
    );
    expect(producer.ports.invokeContinuation.mock.calls).toEqual([
      [
        'arn:producer',
        {
          continuation: {
            upload: { source: expect.objectContaining({ key: 'b.txt' }) },
            start: { cell: 0, offset: 0, lineNumber: 1 },
          },
        },
      ],
    ]);
  });

  it('leaves further uploads to new invocations once its fair share of 60 seconds is used up', async () => {
    const slow: PutRecords = (records) => {
      producer.ports.clock.pass(60_000);
      return Promise.resolve(records.map(() => 'stored'));
    };
    const producer: FakeInvocation = producerWith(
      { 'uploads/a.txt': 'one\n', 'uploads/b.txt': 'two\n' },
      slow,
    );
    await handleEvent(eventOf('a.txt', 'b.txt', 'c.txt'), { ...context, remainingMillis: 900_000 }, producer);
    const continued = producer.ports.invokeContinuation.mock.calls;
    expect(continued.map(([, { continuation }]) => continuation.upload.source.key)).toEqual([
      'b.txt',
      'c.txt',
    ]);
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ objectsPublished: 1, objectsContinued: 2, objectsFailed: 0 }),
    );
    expect(producer.ports.clock.sleepsMillis).toEqual([1_200]);
  });

  it('ends at once if it leaves nothing to a new invocation, or has no time', async () => {
    const complete = producerWith({ 'uploads/a.txt': 'one\n' });
    await handleEvent(eventOf('a.txt'), context, complete);
    expect(complete.ports.clock.sleepsMillis).toEqual([]);
    const late: FakeInvocation = producerWith({ 'uploads/a.txt': 'one\n' }, (records) => {
      late.ports.clock.pass(55_000);
      return Promise.resolve(records.map(() => 'stored'));
    });
    await handleEvent(eventOf('a.txt', 'b.txt'), context, late);
    expect(late.ports.invokeContinuation).toHaveBeenCalledTimes(1);
    expect(late.ports.clock.sleepsMillis).toEqual([]);
  });

  it('runs the first upload even if no time is left, so that continuations cannot loop', async () => {
    const producer = producerWith({ 'uploads/a.txt': 'one\n' });
    const noTime = { ...context, remainingMillis: 5_000 };
    await expect(handleEvent(eventOf('a.txt'), noTime, producer)).rejects.toThrow(/a\.txt.*: No time left/);
    expect(producer.ports.invokeContinuation).not.toHaveBeenCalled();
  });

  it('fails an upload whose continuation Lambda does not accept', async () => {
    const producer = producerWith({ 'uploads/a.txt': 'one\n', 'uploads/b.txt': 'two\n' }, throttleAll);
    producer.ports.invokeContinuation.mockRejectedValue(new Error('TooManyRequests'));
    await expect(handleEvent(eventOf('a.txt', 'b.txt'), context, producer)).rejects.toThrow(
      /^2 of 2.*b\.txt.*: TooMany/,
    );
  });
});

describe('handleEvent, with SQS messages', () => {
  const message = (key: string) => queueMessage(`message of ${key}`, eventOf(key));

  it('returns only the messages that failed to the queue', async () => {
    const producer = producerWith({ 'uploads/a.txt': 'one\n' });
    const event = { Records: [message('gone.txt'), message('a.txt'), queueMessage('not S3', '{}')] };
    const response = await handleEvent(event, context, producer);
    expect(response).toEqual({
      batchItemFailures: [{ itemIdentifier: 'not S3' }, { itemIdentifier: 'message of gone.txt' }],
    });
    expect(producer.ports.logger.error.mock.calls).toEqual([
      ['Object not published', expect.objectContaining({ messageIds: ['not S3'] })],
      ['Object not published', expect.objectContaining({ messageIds: ['message of gone.txt'] })],
    ]);
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ objectsPublished: 1, objectsFailed: 2 }),
    );
  });

  it('returns an empty list if every message succeeded, s3:TestEvent included', async () => {
    const producer = producerWith({ 'uploads/a.txt': 'one\n' });
    const event = { Records: [message('a.txt'), queueMessage('test', testEvent)] };
    expect(await handleEvent(event, context, producer)).toEqual({ batchItemFailures: [] });
  });

  it('returns every message of an upload that failed', async () => {
    const event = { Records: [message('gone.txt'), { ...message('gone.txt'), messageId: 'm2' }] };
    expect(await handleEvent(event, context, producerWith({}))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message of gone.txt' }, { itemIdentifier: 'm2' }],
    });
  });

  it('does not return a rejected upload to the queue', async () => {
    const producer = producerWith({ 'uploads/torn.txt': truncatedGzip });
    expect(await handleEvent({ Records: [message('torn.txt')] }, context, producer)).toEqual({
      batchItemFailures: [],
    });
  });

  it('throws if the id of a failed message is unknown, so that all messages return', async () => {
    const { messageId, ...anonymous } = message('gone.txt');
    expect(messageId).toBe('message of gone.txt');
    const event = { Records: [message('a.txt'), anonymous] };
    await expect(handleEvent(event, context, producerWith({ 'uploads/a.txt': 'one\n' }))).rejects.toThrow(
      /^1 of 2 uploads failed/,
    );
  });
});

describe('handleEvent, of other events', () => {
  it.each([
    ['a notification', eventOf('a.txt')],
    ['an EventBridge event', busEvent({ key: 'a.txt' })],
    ['an SNS message', { Records: [topicRecord(eventOf('a.txt'))] }],
  ])('publishes the upload of %s and returns nothing', async (_, event) => {
    const producer = producerWith({ 'uploads/a.txt': 'one\n' });
    expect(await handleEvent(event, context, producer)).toBeUndefined();
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({ objectsPublished: 1 }),
    );
  });
});

describe('handleEvent, with upload rules', () => {
  it('rejects an upload that no rule matches, with a receipt, and publishes the others', async () => {
    const producer = producerWith({ 'uploads/a.txt': 'one\n', 'uploads/a.bin': 'two\n' });
    const settingsFor = (key: string) => (key.endsWith('.txt') ? producer.settings : undefined);
    await handleEvent(eventOf('a.bin', 'a.txt'), context, { ...producer, settingsFor });
    const receipts = producer.ports.ledger.mock.calls.map(([receipt]) => receipt);
    expect(receipts).toEqual([
      expect.objectContaining({
        source: expect.objectContaining({ key: 'a.bin' }),
        outcome: 'rejected',
        offset: 0,
        reason: { code: 'HEADWATERS_UPLOAD_WITHOUT_RULE', message: expect.stringMatching(/^No upload rule/) },
      }),
      expect.objectContaining({ source: expect.objectContaining({ key: 'a.txt' }), outcome: 'published' }),
    ]);
    expect(producer.ports.reportCounts).toHaveBeenCalledWith(
      expect.objectContaining({
        objectsRejected: 1,
        objectsWithoutRule: 1,
        objectsPublished: 1,
        objectsFailed: 0,
      }),
    );
  });

  it('without a ledger, fails for an upload that no rule matches', async () => {
    const producer = { ...producerWithoutLedger({}), settingsFor: () => undefined };
    await expect(handleEvent(eventOf('a.bin'), context, producer)).rejects.toThrow(/No upload rule matches/);
  });

  it('publishes each object with the settings of its rule', async () => {
    const environment = parseProducerEnvironment({
      STREAM_NAME: 'records',
      UPLOAD_RULES: JSON.stringify([
        { suffix: '.csv', recordLayout: 'csv' },
        { suffix: '.json', recordLayout: 'whole' },
        { suffix: '', recordLayout: 'lines' },
      ]),
    });
    const content = '"one\ntwo"\nthree\n';
    const objects = { 'uploads/a.csv': content, 'uploads/a.json': content, 'uploads/a.txt': content };
    const counts = async (key: string) => {
      const producer = { ...producerWith(objects), ...producerSettings(environment) };
      await handleEvent(eventOf(key), context, producer);
      return producer.ports.reportCounts.mock.calls[0]?.[0].recordsPublished;
    };
    expect([await counts('a.csv'), await counts('a.json'), await counts('a.txt')]).toEqual([2, 1, 3]);
  });
});
