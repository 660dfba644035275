import { describe, expect, it, jest } from '@jest/globals';
import { handleEvent } from '../src/handle-event.js';
import type { PutRecords } from '../src/lane/put-records.js';
import type { Tally } from '../src/tally/tally.js';
import { objectCreated } from './events/object-created.js';
import { fakePublication } from './fakes/fake-publication.js';
import { s3Holding } from './fakes/fake-s3.js';

const storeAll: PutRecords = (records) => Promise.resolve(records.map(() => 'stored'));

function producerWith(objects: Record<string, string>, putRecords = storeAll) {
  return { ...fakePublication(s3Holding(objects).s3, putRecords), report: jest.fn<(tally: Tally) => void>() };
}

const eventOf = (...keys: string[]) => ({ Records: keys.map((key) => objectCreated({ key })) });

describe('handleEvent', () => {
  it('publishes every object of the event and reports once', async () => {
    const producer = producerWith({ 'uploads/a b.txt': 'one\ntwo\n', 'uploads/c.txt': 'three\n' });
    await handleEvent(eventOf('a+b.txt', 'c.txt'), 60_000, producer);
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
    await handleEvent({ Records: [marker, ...eventOf('empty.txt').Records] }, 60_000, producer);
    expect(producer.report).toHaveBeenCalledWith(
      expect.objectContaining({ objectsPublished: 1, blocksPublished: 0, recordsPublished: 0 }),
    );
  });

  it('publishes the others when one is missing, then fails with its bucket, key and version', async () => {
    const producer = producerWith({ 'uploads/there.txt': 'one\n' });
    await expect(handleEvent(eventOf('gone+away.txt', 'there.txt'), 60_000, producer)).rejects.toThrow(
      '1 of 2 uploads failed: s3://uploads/gone away.txt?versionId=096fKKXTRTtl3on89fVO.nfljtsv6qko: ' +
        'S3 refuses the object with NoSuchKey. It was deleted after its upload was announced.',
    );
    expect(producer.report).toHaveBeenCalledWith(
      expect.objectContaining({ objectsPublished: 1, objectsFailed: 1, recordsPublished: 1 }),
    );
  });

  it('names every upload that failed, and logs an error for each', async () => {
    const producer = producerWith({});
    const event = { Records: [null, ...eventOf('a.txt', 'b.txt').Records] };
    await expect(handleEvent(event, 60_000, producer)).rejects.toThrow(/^3 of 3.*Record 0.*a\.txt.*b\.txt/);
    expect(producer.logger.error).toHaveBeenCalledTimes(3);
  });

  it('fails an event that is not a notification, so that it reaches the failure destination', async () => {
    await expect(handleEvent({}, 60_000, producerWith({}))).rejects.toMatchObject({
      code: 'HEADWATERS_NOTIFICATION_INVALID',
    });
  });

  it('ends two seconds before its time does, with what could not be stored', async () => {
    const throttle: PutRecords = () =>
      Promise.resolve([{ errorCode: 'ProvisionedThroughputExceededException' }]);
    const producer = producerWith({ 'uploads/a.txt': 'one\n' }, throttle);
    await expect(handleEvent(eventOf('a.txt'), 10_000, producer)).rejects.toThrow(/a\.txt.*No time left/);
    expect(producer.clock.nowMillis()).toBe(8_000);
    expect(producer.report).toHaveBeenCalledWith(expect.objectContaining({ recordsPublished: 0 }));
  });
});
