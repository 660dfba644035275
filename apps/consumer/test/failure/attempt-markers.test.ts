import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { FakeS3, failingS3, serviceError } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it, jest } from '@jest/globals';
import { s3AttemptMarkers } from '../../src/failure/attempt-markers.js';

const key = 'attempts/audit/stream/shardId-000000000000/1';

function markersIn(s3: FakeS3) {
  const logger = { warn: jest.fn() };
  const now = () => Date.parse('2026-11-23T01:02:03Z');
  const clients = { singleAttempt: s3.client, retrying: s3.client };
  return { logger, markers: s3AttemptMarkers(clients, { bucket: 'failures', logger, now }) };
}

describe('s3AttemptMarkers', () => {
  it('writes a marker with the time, finds it again, and writes it anew after its end', async () => {
    const s3 = new FakeS3();
    const { markers } = markersIn(s3);
    expect(await markers.start(key)).toBe('written');
    expect(String(s3.objects.get(`failures/${key}`)?.body)).toBe('{"at":"2026-11-23T01:02:03.000Z"}');
    expect(await markers.start(key)).toBe('found');
    await markers.end(key);
    expect(await markers.start(key)).toBe('written');
  });

  it.each([
    ['AccessDenied', 403],
    ['SlowDown', 503],
    ['ConditionalRequestConflict', 409],
  ])('is unavailable and logs a warning if S3 returns %s', async (name, status) => {
    const { markers, logger } = markersIn(failingS3(serviceError(name, status)));
    expect(await markers.start(key)).toBe('unavailable');
    expect(logger.warn.mock.calls).toMatchObject([[expect.any(String), { key, error: { name } }]]);
  });

  it('logs a marker that can not be deleted, and does not fail', async () => {
    const { markers, logger } = markersIn(failingS3(serviceError('AccessDenied', 403)));
    await markers.end(key);
    expect(logger.warn.mock.calls).toMatchObject([
      [expect.any(String), { key, error: { name: 'AccessDenied' } }],
    ]);
  });

  it('does not find a marker whose attempt has ended in this process, if it could not be deleted', async () => {
    const s3 = new FakeS3();
    const { markers } = markersIn(s3);
    const isDelete = (command: unknown) => command instanceof DeleteObjectCommand;
    const send = s3.client.send.bind(s3.client) as (command: unknown) => Promise<unknown>;
    const outage = jest
      .spyOn(s3.client, 'send')
      .mockImplementation(((command: unknown) =>
        isDelete(command) ? Promise.reject(serviceError('SlowDown', 503)) : send(command)) as never);
    await markers.start(key);
    await markers.end(key);
    expect(await markers.start(key)).toBe('written');
    outage.mockRestore();
    expect(await markersIn(s3).markers.start(key)).toBe('found');
    await markers.end(key);
    await markers.start(key);
    expect(await markers.start(key)).toBe('found');
  });
});
