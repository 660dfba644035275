import type { Block } from '@headwaters/record-codec';
import { FakeS3, failingS3, serviceError } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import { classifyFailure } from '../../src/failure/classify-failure.js';
import { s3Source } from '../../src/sink/source-object.js';

const { signal } = new AbortController();
const referenceIn = (bucket: string) =>
  ({ source: { bucket, key: 'notes.txt', versionId: 'v1' }, offset: 7 }) as Block;

/** The error, and its kind, if S3 returns an error for an object of a bucket. The bucket of the pipeline is `uploads`. */
async function failureFor({ name, status, bucket }: { name: string; status: number; bucket: string }) {
  const openSource = s3Source(failingS3(serviceError(name, status)).client, { sourceBucket: 'uploads' });
  const error = await openSource({ reference: referenceIn(bucket), range: undefined, signal }).catch(
    (thrown: unknown) => thrown as Error,
  );
  return [(error as Error).name, classifyFailure(error)];
}

describe('s3Source', () => {
  it('opens a range of the version of the reference', async () => {
    const s3 = new FakeS3({ objects: { 'uploads/notes.txt': { body: '0123456789', versionId: 'v1' } } });
    const body = await s3Source(s3.client)({ reference: referenceIn('uploads'), range: 'bytes=2-4', signal });
    const read = [];
    for await (const chunk of body) read.push(chunk);
    expect(Buffer.concat(read).toString()).toBe('234');
  });

  it.each([
    { bucket: 'uploads', name: 'AccessDenied', status: 403, error: 'AccessDenied', kind: 'passing' },
    { bucket: 'uploads', name: 'NoSuchBucket', status: 404, error: 'NoSuchBucket', kind: 'passing' },
    { bucket: 'uploads', name: 'NoSuchKey', status: 404, error: 'NoSuchKey', kind: 'unknown' },
    { bucket: 'uploads', name: 'NoSuchVersion', status: 404, error: 'NoSuchVersion', kind: 'unknown' },
    { bucket: 'uploads', name: 'InvalidRange', status: 416, error: 'SinkRefusalError', kind: 'permanent' },
    {
      bucket: 'elsewhere',
      name: 'AccessDenied',
      status: 403,
      error: 'ReferenceBucketError',
      kind: 'unknown',
    },
    {
      bucket: 'elsewhere',
      name: 'NoSuchBucket',
      status: 404,
      error: 'ReferenceBucketError',
      kind: 'unknown',
    },
    { bucket: 'elsewhere', name: 'NoSuchKey', status: 404, error: 'NoSuchKey', kind: 'unknown' },
    { bucket: 'elsewhere', name: 'SlowDown', status: 503, error: 'SlowDown', kind: 'passing' },
  ])('in bucket $bucket: $name ($status) is $error, which is $kind', async ({ error, kind, ...failure }) => {
    expect(await failureFor(failure)).toEqual([error, kind]);
  });

  it('without a source bucket, NoSuchBucket is ReferenceBucketError and AccessDenied unchanged', async () => {
    const open = (name: string) =>
      s3Source(failingS3(serviceError(name, 403)).client)({
        reference: referenceIn('uploads'),
        range: undefined,
        signal,
      });
    await expect(open('NoSuchBucket')).rejects.toMatchObject({ code: 'HEADWATERS_REFERENCE_BUCKET_MISSING' });
    await expect(open('AccessDenied')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
