import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  type ObjectIdentifier,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'deletes';
const otherETag = '"00000000000000000000000000000000"';

describe('conditional deletes', () => {
  let running: TestServices;
  let eTag: string;
  beforeAll(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    eTag = (await running.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))).ETag ?? '';
  });

  const remove = (IfMatch: string, Key = 'a') =>
    running.s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }));
  const removeAll = (...Objects: ObjectIdentifier[]) =>
    running.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  const exists = (Key = 'a') =>
    running.s3.send(new HeadObjectCommand({ Bucket, Key })).then(
      () => true,
      () => false,
    );

  it('delete an object with that ETag, or any with *', async () => {
    await remove(eTag);
    expect(await exists()).toBe(false);
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await remove('*');
    expect(await exists()).toBe(false);
  });

  it('answer 412 for another ETag, as LocalStack recorded in test_delete_object_if_match_non_express', async () => {
    await expect(remove(otherETag)).rejects.toMatchObject({
      ...{ name: 'PreconditionFailed', Condition: 'If-Match', $metadata: { httpStatusCode: 412 } },
    });
    expect(await exists()).toBe(true);
  });

  it('answer 412 where there is no object: * demands one', async () => {
    await expect(remove('*', 'none')).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('leave no delete marker if the condition does not hold', async () => {
    const versioned = 'deletes-versioned';
    await running.s3.send(new CreateBucketCommand({ Bucket: versioned }));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await running.s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }));
    await running.s3.send(new PutObjectCommand({ Bucket: versioned, Key: 'a', Body: 'x' }));
    const attempt = new DeleteObjectCommand({ Bucket: versioned, Key: 'a', IfMatch: otherETag });
    await expect(running.s3.send(attempt)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await running.s3.send(new HeadObjectCommand({ Bucket: versioned, Key: 'a' }));
  });

  it('of DeleteObjects are decided key by key, and errors are reported even if quiet', async () => {
    await running.s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }));
    const Objects = [
      { Key: 'a', ETag: otherETag },
      { Key: 'b', ETag: eTag },
    ];
    const result = await running.s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    expect(result.Deleted).toBeUndefined();
    expect(result.Errors).toMatchObject([{ Key: 'a', Code: 'PreconditionFailed' }]);
    expect([await exists('a'), await exists('b')]).toEqual([true, false]);
  });

  it('for directory buckets only are refused by name, and delete nothing', async () => {
    const { Errors } = await removeAll({ Key: 'a', Size: 1 });
    expect(Errors).toMatchObject([{ Key: 'a', Code: 'NotImplemented' }]);
    expect(await exists()).toBe(true);
  });
});
