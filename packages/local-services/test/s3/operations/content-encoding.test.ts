import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'encodings';
let running: TestServices;
beforeAll(async () => {
  running = await startForTest();
  await running.s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => running.stop());

// ceph/s3-tests test_object_content_encoding_aws_chunked.
describe('Content-Encoding', () => {
  it.each([
    ['gzip', 'gzip'],
    ['deflate,gzip', 'deflate, gzip'],
    ['gzip, aws-chunked', 'gzip'],
    ['aws-chunked, gzip', 'gzip'],
    ['aws-chunked', undefined],
  ])('%s of a body without framing is stored as %s', async (ContentEncoding, stored) => {
    const url = `${running.services.endpoint}/${Bucket}/a`;
    await fetch(url, { method: 'PUT', body: 'body', headers: { 'content-encoding': ContentEncoding } });
    const head = await running.s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
    expect([head.ContentEncoding, head.ContentLength]).toEqual([stored, 4]);
  });

  it('of the SDK, with framing, is stored without aws-chunked', async () => {
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'body', ContentEncoding: 'gzip' }));
    const head = await running.s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }));
    expect([head.ContentEncoding, head.ContentLength]).toEqual(['gzip', 4]);
  });
});
