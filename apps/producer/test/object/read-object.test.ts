import { describe, expect, it } from '@jest/globals';
import type { Upload } from '../../src/event/notification.js';
import { readObject } from '../../src/object/read-object.js';
import { Deadline } from '../../src/time.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { bodyOf, brokenBody, fakeS3, s3Error } from '../fakes/fake-s3.js';

const upload: Upload = { source: { bucket: 'uploads', key: 'a b+c.txt', versionId: 'v1' } };

function read(
  s3: ReturnType<typeof fakeS3>['s3'],
  { of = upload, from = 0, invocationMillis = 60_000 } = {},
) {
  const clock = new FakeClock();
  const reading = { s3, clock, random: () => 0.5, deadline: new Deadline(clock, invocationMillis) };
  return { clock, content: collect(readObject(of, reading, from)) };
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const collected = [];
  for await (const chunk of chunks) collected.push(chunk);
  return Buffer.concat(collected);
}

describe('readObject', () => {
  it('asks for the very version and gives its bytes', async () => {
    const { s3, requests } = fakeS3(() => bodyOf([Buffer.from('ab'), Buffer.from('c')]));
    expect(String(await read(s3).content)).toBe('abc');
    expect(requests).toMatchObject([
      { Bucket: 'uploads', Key: 'a b+c.txt', VersionId: 'v1', Range: undefined },
    ]);
  });

  it('asks for an unversioned object by the ETag that was announced', async () => {
    const { s3, requests } = fakeS3(() => bodyOf(Buffer.from('abc')));
    await read(s3, { of: { source: { bucket: 'uploads', key: 'a.txt' }, eTag: '"e"' } }).content;
    expect(requests).toMatchObject([{ IfMatch: '"e"', VersionId: undefined }]);
  });

  it('begins at any byte, and knows where the object ends', async () => {
    const { s3, requests } = fakeS3((_, call) =>
      call === 1 ? brokenBody(Buffer.from('de'), 3) : bodyOf(Buffer.from('f')),
    );
    expect(String(await read(s3, { from: 3 }).content)).toBe('def');
    expect(requests.map(({ Range }) => Range)).toEqual(['bytes=3-', 'bytes=5-']);
  });

  it('gives nothing for an empty object', async () => {
    expect(await read(fakeS3(() => bodyOf([])).s3).content).toHaveLength(0);
  });

  it('takes a body that was reset up again at the byte where it broke off, if the object is still the same', async () => {
    const { s3, requests } = fakeS3((_, call) =>
      call === 1 ? brokenBody(Buffer.from('abc'), 5) : bodyOf(Buffer.from('de')),
    );
    expect(String(await read(s3).content)).toBe('abcde');
    expect(requests[1]).toMatchObject({ Range: 'bytes=3-', IfMatch: '"etag"', VersionId: 'v1' });
  });

  it('takes a body that ended early without an error for broken off', async () => {
    const { s3 } = fakeS3((_, call) => bodyOf(Buffer.from(call === 1 ? 'abc' : 'de'), call === 1 ? 5 : 2));
    expect(String(await read(s3).content)).toBe('abcde');
  });

  it('goes on for as long as each try gives bytes', async () => {
    const { s3 } = fakeS3((_, call) =>
      call < 6 ? brokenBody(Buffer.from('x'), 7 - call) : bodyOf(Buffer.from('x')),
    );
    expect(String(await read(s3).content)).toBe('xxxxxx');
  });

  it('gives up after five tries without a byte, and says where', async () => {
    const { s3, requests } = fakeS3((_, call) =>
      call === 1 ? brokenBody(Buffer.from('abc'), 5) : brokenBody(Buffer.alloc(0), 2),
    );
    const { content, clock } = read(s3);
    await expect(content).rejects.toMatchObject({
      code: 'HEADWATERS_OBJECT_READ_FAILED',
      message: expect.stringContaining('byte 3'),
      cause: { code: 'ECONNRESET' },
    });
    expect(requests).toHaveLength(5);
    expect(clock.sleepsMillis).toEqual([25, 50, 100, 200]);
  });

  it('fails on an error after the last byte, which is a checksum that differs', async () => {
    const { s3, requests } = fakeS3(() => brokenBody(Buffer.from('abc'), 3));
    await expect(read(s3).content).rejects.toMatchObject({ code: 'HEADWATERS_OBJECT_READ_FAILED' });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['NoSuchKey', 404],
    ['NoSuchVersion', 404],
    ['AccessDenied', 403],
    ['PreconditionFailed', 412],
  ])('takes %s for final, at once', async (name, status) => {
    const { s3, requests } = fakeS3(() => {
      throw s3Error(name, status);
    });
    await expect(read(s3).content).rejects.toMatchObject({
      code: 'HEADWATERS_OBJECT_UNAVAILABLE',
      reason: name,
    });
    expect(requests).toHaveLength(1);
  });

  it('tries again after SlowDown, 500 and an answer without a body', async () => {
    const { s3 } = fakeS3((_, call) => {
      if (call === 1) throw s3Error('SlowDown', 503);
      return call === 2 ? {} : bodyOf(Buffer.from('abc'));
    });
    expect(String(await read(s3).content)).toBe('abc');
  });

  it('is out of time at the deadline, five seconds before the invocation ends', async () => {
    const { s3 } = fakeS3(() => {
      throw s3Error('InternalError', 500);
    });
    await expect(read(s3, { invocationMillis: 5_000 }).content).rejects.toMatchObject({
      code: 'HEADWATERS_OUT_OF_TIME',
    });
  });
});
