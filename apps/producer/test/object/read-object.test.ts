import { describe, expect, it } from '@jest/globals';
import type { Upload } from '../../src/event/upload.js';
import { readObject } from '../../src/object/read-object.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { s3Responding } from '../fakes/fake-s3.js';
import {
  FakeS3,
  bodyResponse,
  brokenBodyResponse,
  failingS3,
  serviceError,
} from '@headwaters/test-kit/fake-s3';

const upload: Upload = { source: { bucket: 'uploads', key: 'a b+c.txt', versionId: 'v1' } };

function read({ client: s3 }: FakeS3, { of = upload, from = 0, invocationMillis = 60_000 } = {}) {
  const clock = new FakeClock();
  const ports = { s3, clock, random: () => 0.5, deadline: new Deadline(clock, invocationMillis) };
  return { clock, content: collect(readObject(of, ports, from)) };
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const collected = [];
  for await (const chunk of chunks) collected.push(chunk);
  return Buffer.concat(collected);
}

describe('readObject', () => {
  it('requests the exact version and yields its bytes', async () => {
    const s3 = s3Responding(() => bodyResponse('abc', { chunkBytes: 2 }));
    expect(String(await read(s3).content)).toBe('abc');
    expect(s3.inputsOf('GetObject')).toMatchObject([
      { Bucket: 'uploads', Key: 'a b+c.txt', VersionId: 'v1', Range: undefined },
    ]);
  });

  it('requests an object without a version by the ETag of its notification', async () => {
    const s3 = s3Responding(() => bodyResponse('abc'));
    await read(s3, { of: { source: { bucket: 'uploads', key: 'a.txt' }, eTag: '"e"' } }).content;
    expect(s3.inputsOf('GetObject')).toMatchObject([{ IfMatch: '"e"', VersionId: undefined }]);
  });

  it('starts at any byte and resumes relative to the whole object', async () => {
    const s3 = s3Responding(
      () => brokenBodyResponse('de', 3),
      () => bodyResponse('f'),
    );
    expect(String(await read(s3, { from: 3 }).content)).toBe('def');
    expect(s3.inputsOf('GetObject').map(({ Range }) => Range)).toEqual(['bytes=3-', 'bytes=5-']);
  });

  it('yields nothing for an empty object', async () => {
    expect(await read(s3Responding(() => bodyResponse(''))).content).toHaveLength(0);
  });

  it('resumes a body that was reset at the next byte, with the ETag of the first response', async () => {
    const s3 = s3Responding(
      () => brokenBodyResponse('abc', 5),
      () => bodyResponse('de'),
    );
    expect(String(await read(s3).content)).toBe('abcde');
    expect(s3.inputsOf('GetObject')[1]).toMatchObject({
      Range: 'bytes=3-',
      IfMatch: '"etag"',
      VersionId: 'v1',
    });
  });

  it('resumes a body that ended before its Content-Length without an error', async () => {
    const s3 = s3Responding(
      () => bodyResponse('abc', { contentLength: 5 }),
      () => bodyResponse('de'),
    );
    expect(String(await read(s3).content)).toBe('abcde');
  });

  it('retries without limit as long as each attempt returns bytes', async () => {
    const s3 = new FakeS3({
      intercept: ({ number }) => (number < 6 ? brokenBodyResponse('x', 7 - number) : bodyResponse('x')),
    });
    expect(String(await read(s3).content)).toBe('xxxxxx');
  });

  it('fails after 5 attempts without a byte and names the byte', async () => {
    const s3 = s3Responding(
      () => brokenBodyResponse('abc', 5),
      () => brokenBodyResponse('', 2),
    );
    const { content, clock } = read(s3);
    await expect(content).rejects.toMatchObject({
      code: 'HEADWATERS_OBJECT_READ_FAILED',
      message: expect.stringContaining('byte 3'),
      cause: { code: 'ECONNRESET' },
    });
    expect(s3.requests).toHaveLength(5);
    expect(clock.sleepsMillis).toEqual([25, 50, 100, 200]);
  });

  it('does not retry an error after the last byte, which is a checksum mismatch', async () => {
    const s3 = s3Responding(() => brokenBodyResponse('abc', 3));
    await expect(read(s3).content).rejects.toMatchObject({ code: 'HEADWATERS_OBJECT_READ_FAILED' });
    expect(s3.requests).toHaveLength(1);
  });

  it.each([
    ['AccessDenied', 403, /s3:GetObjectVersion/],
    ['InvalidObjectState', 403, /restore it/],
    ['NoSuchBucket', 404, /bucket no longer exists/],
    ['MethodNotAllowed', 405, /delete marker/],
    ['PreconditionFailed', 412, /overwritten/],
    ['KMS.DisabledException', 400, /Enable its KMS key/],
    ['SomethingNew', 400, /Check the bucket/],
  ])('does not request again after %s (status %i), and advises', async (name, status, advice) => {
    const s3 = failingS3(serviceError(name, status));
    await expect(read(s3).content).rejects.toMatchObject({
      code: 'HEADWATERS_OBJECT_UNAVAILABLE',
      reason: name,
      message: expect.stringMatching(advice),
      cause: { name },
    });
    expect(s3.requests).toHaveLength(1);
  });

  it.each(['NoSuchKey', 'NoSuchVersion'])('requests again 1 and 4 seconds after %s', async (name) => {
    const s3 = failingS3(serviceError(name, 404));
    const { content, clock } = read(s3);
    await expect(content).rejects.toMatchObject({ code: 'HEADWATERS_OBJECT_UNAVAILABLE', reason: name });
    expect(clock.sleepsMillis).toEqual([1_000, 4_000]);
    expect(s3.requests).toHaveLength(3);
  });

  it('reads an object that S3 finds at the third request', async () => {
    const notFound = () => {
      throw serviceError('NoSuchKey', 404);
    };
    const s3 = s3Responding(notFound, notFound, () => bodyResponse('abc'));
    expect(String(await read(s3).content)).toBe('abc');
  });

  it.each([
    [5_999, 1],
    [6_001, 2],
  ])('with %i ms left, 5 of them reserved, requests a missing object %i times', async (millis, count) => {
    const s3 = failingS3(serviceError('NoSuchKey', 404));
    await expect(read(s3, { invocationMillis: millis }).content).rejects.toMatchObject({
      code: 'HEADWATERS_OBJECT_UNAVAILABLE',
    });
    expect(s3.requests).toHaveLength(count);
  });

  it('retries after SlowDown and after a response without a body', async () => {
    const s3 = s3Responding(
      () => {
        throw serviceError('SlowDown', 503);
      },
      () => ({}),
      () => bodyResponse('abc'),
    );
    expect(String(await read(s3).content)).toBe('abc');
  });

  it('throws OutOfTimeError at the deadline, 5 seconds before the invocation ends', async () => {
    const s3 = failingS3(serviceError('InternalError', 500));
    await expect(read(s3, { invocationMillis: 5_000 }).content).rejects.toMatchObject({
      code: 'HEADWATERS_OUT_OF_TIME',
    });
  });
});
