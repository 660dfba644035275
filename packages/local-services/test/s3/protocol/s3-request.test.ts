import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { parseByteRange, readS3Request } from '../../../src/s3/protocol/s3-request.js';

describe('readS3Request', () => {
  it.each([
    ['127.0.0.1:4566', '/bucket/a/b?c=d', 'bucket', 'a/b'],
    ['localhost', '/bucket', 'bucket', undefined],
    ['bucket.localhost:4566', '/a/b?c=d', 'bucket', 'a/b'],
    ['my.bucket.localhost', '/', 'my.bucket', undefined],
  ])('finds bucket and key of Host %s and path %s', (...[host, url, bucketName, key]) => {
    const request = Object.assign(Readable.from([]), { url, headers: { host } });
    expect(readS3Request(request)).toMatchObject({ bucketName, ...(key !== undefined && { key }) });
  });
});

describe('parseByteRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=0-10', { start: 0, end: 10 }],
    ['bytes=9-', { start: 9, end: 10 }],
    ['bytes=-1', { start: 9, end: 10 }],
    ['bytes=-10', { start: 0, end: 10 }],
    ['bytes=-11', { start: 0, end: 10 }],
  ])('parses %s of 10 bytes', (text, range) => {
    expect(parseByteRange(text, 10)).toEqual(range);
  });

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-4', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=a-b'])(
    'returns undefined for %j',
    (text) => {
      expect(parseByteRange(text, 10)).toBeUndefined();
    },
  );

  it.each([
    ['bytes=10-', 10],
    ['bytes=10-11', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
  ])('rejects %s of %i bytes', (text, size) => {
    expect(() => parseByteRange(text, size)).toThrow(
      expect.objectContaining({ code: 'InvalidRange', status: 416 }),
    );
  });
});
