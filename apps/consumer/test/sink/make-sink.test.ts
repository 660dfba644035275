import { describe, expect, it, jest } from '@jest/globals';
import { makeSink } from '../../src/sink/make-sink.js';
import { deliveryOf } from '../fakes/delivery-of.js';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';

const shared = {
  CONSUMER_NAME: 'audit',
  LOG_LEVEL: 'INFO',
  METRICS_NAMESPACE: 'Headwaters',
  QUARANTINE_AFTER_SECONDS: 3_600,
} as const;
const delivery = deliveryOf(Buffer.from('text'));
const { signal } = new AbortController();

describe('makeSink', () => {
  it.each([
    [true, 2],
    [false, 1],
  ])('SINK=log with LOG_PAYLOAD=%s: logs %i lines per record and stores nothing', async (payload, lines) => {
    const logger = { info: jest.fn() };
    const s3 = new FakeS3();
    const sink = await makeSink(
      { ...shared, SINK: 'log', LOG_PAYLOAD: payload },
      { logger, reading: s3.client, writing: s3.client },
    );
    await sink.accept(delivery, signal);
    expect(logger.info).toHaveBeenCalledTimes(lines);
    expect([...s3.objects.keys()]).toEqual([]);
  });

  it('SINK=archive: stores the raw data in ARCHIVE_BUCKET and logs nothing', async () => {
    const logger = { info: jest.fn() };
    const s3 = new FakeS3();
    const sink = await makeSink(
      { ...shared, SINK: 'archive', ARCHIVE_BUCKET: 'archive-bucket' },
      { logger, reading: s3.client, writing: s3.client },
    );
    await sink.accept(delivery, signal);
    const archived = [...s3.objectsIn('archive-bucket').values()];
    expect(archived.map(({ body }) => String(body))).toEqual(['text']);
    expect(logger.info).not.toHaveBeenCalled();
  });
});
