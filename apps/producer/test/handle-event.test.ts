import { describe, expect, it, jest } from '@jest/globals';
import type { InvokeAgain } from '../src/event/task.js';
import { handleEvent } from '../src/handle-event.js';
import type { PutRecords } from '../src/lane/put-records.js';
import type { Ledger } from '../src/ledger/ledger.js';
import type { Tally } from '../src/tally.js';
import { objectCreated } from './events/object-created.js';
import { fakePublication } from './fakes/fake-publication.js';
import { s3Holding } from './fakes/fake-s3.js';

const storeAll: PutRecords = (records) => Promise.resolve(records.map(() => 'stored'));

function producerWith(objects: Record<string, string>, putRecords = storeAll) {
  return {
    ...fakePublication(s3Holding(objects).s3, putRecords),
    ledger: jest.fn<Ledger>().mockResolvedValue(),
    invokeAgain: jest.fn<InvokeAgain>().mockResolvedValue(),
    report: jest.fn<(tally: Tally) => void>(),
  };
}

const invocation = { functionArn: 'arn:producer', remainingMillis: 60_000 };
const eventOf = (...keys: string[]) => ({ Records: keys.map((key) => objectCreated({ key })) });

describe('handleEvent', () => {
  it('publishes every object of the event and reports once', async () => {
    const producer = producerWith({ 'uploads/a b.txt': 'one\ntwo\n', 'uploads/c.txt': 'three\n' });
    await handleEvent(eventOf('a+b.txt', 'c.txt'), invocation, producer);
    expect(producer.report.mock.calls).toEqual([
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

  it('succeeds with 0 records for an empty object and for a folder marker', async () => {
    const producer = producerWith({ 'uploads/empty.txt': '' });
    const marker = objectCreated({ key: 'folder/', size: 0 });
    await handleEvent({ Records: [marker, ...eventOf('empty.txt').Records] }, invocation, producer);
    expect(producer.report).toHaveBeenCalledWith(
      expect.objectContaining({ objectsPublished: 1, blocksPublished: 0, recordsPublished: 0 }),
    );
  });

  it('rejects an object that is gone, with its reason, and publishes the others', async () => {
    const producer = producerWith({ 'uploads/there.txt': 'one\n' });
    await handleEvent(eventOf('gone.txt', 'there.txt'), invocation, producer);
    expect(producer.ledger.mock.calls.map(([{ source, outcome }]) => [source.key, outcome])).toEqual([
      ['gone.txt', 'rejected'],
      ['there.txt', 'published'],
    ]);
    expect(producer.report).toHaveBeenCalledWith(
      expect.objectContaining({
        objectsPublished: 1,
        objectsRejected: 1,
        objectsFailed: 0,
        recordsPublished: 1,
      }),
    );
  });

  it('without a ledger fails for an object that is gone, with its bucket, key and version', async () => {
    const producer = { ...producerWith({ 'uploads/there.txt': 'one\n' }), ledger: undefined };
    await expect(handleEvent(eventOf('gone+away.txt', 'there.txt'), invocation, producer)).rejects.toThrow(
      '1 of 2 uploads failed: s3://uploads/gone away.txt?versionId=096fKKXTRTtl3on89fVO.nfljtsv6qko: ' +
        'S3 refuses the object with NoSuchKey. It was deleted after its upload was announced.',
    );
    expect(producer.report).toHaveBeenCalledWith(
      expect.objectContaining({ objectsPublished: 1, objectsFailed: 1, recordsPublished: 1 }),
    );
  });

  it('names every upload that failed, and logs an error for each', async () => {
    const producer = { ...producerWith({}), ledger: undefined };
    const event = { Records: [null, ...eventOf('a.txt', 'b.txt').Records] };
    await expect(handleEvent(event, invocation, producer)).rejects.toThrow(
      /^3 of 3.*Record 0.*a\.txt.*b\.txt/,
    );
    expect(producer.logger.error).toHaveBeenCalledTimes(3);
  });

  it('fails an event that is not a notification, so that it reaches the failure destination', async () => {
    await expect(handleEvent({}, invocation, producerWith({}))).rejects.toMatchObject({
      code: 'HEADWATERS_NOTIFICATION_INVALID',
    });
  });

  it('ends five seconds before its time does, with what could not be stored', async () => {
    const throttle: PutRecords = () =>
      Promise.resolve([{ errorCode: 'ProvisionedThroughputExceededException' }]);
    const producer = producerWith({ 'uploads/a.txt': 'one\n' }, throttle);
    await expect(
      handleEvent(eventOf('a.txt'), { ...invocation, remainingMillis: 10_000 }, producer),
    ).rejects.toThrow(/a\.txt.*No time left/);
    expect(producer.clock.nowMillis()).toBe(5_000);
    expect(producer.report).toHaveBeenCalledWith(expect.objectContaining({ recordsPublished: 0 }));
  });

  it('leaves the uploads that it has no time to begin to fresh invocations of the same function', async () => {
    const throttle: PutRecords = () =>
      Promise.resolve([{ errorCode: 'ProvisionedThroughputExceededException' }]);
    const producer = producerWith({ 'uploads/a.txt': 'one\n', 'uploads/b.txt': 'two\n' }, throttle);
    await expect(handleEvent(eventOf('a.txt', 'b.txt'), invocation, producer)).rejects.toThrow(
      /^1 of 2.*a\.txt/,
    );
    expect(producer.invokeAgain.mock.calls).toEqual([
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

  it('fails an upload whose rest Lambda does not take', async () => {
    const throttle: PutRecords = () =>
      Promise.resolve([{ errorCode: 'ProvisionedThroughputExceededException' }]);
    const producer = producerWith({ 'uploads/a.txt': 'one\n', 'uploads/b.txt': 'two\n' }, throttle);
    producer.invokeAgain.mockRejectedValue(new Error('TooManyRequests'));
    await expect(handleEvent(eventOf('a.txt', 'b.txt'), invocation, producer)).rejects.toThrow(
      /^2 of 2.*b\.txt.*: TooMany/,
    );
  });
});
