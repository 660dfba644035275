import { CreateStreamCommand, ListStreamsCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { PermissionRequest } from '@headwaters/local-services';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startForTest, type TestServices } from '../start-for-test.js';

describe('authorize', () => {
  const asked: PermissionRequest[] = [];
  let denied: string | undefined;
  let isOfKey = false;
  let test: TestServices;

  beforeEach(async () => {
    denied = undefined;
    isOfKey = false;
    test = await startForTest({
      authorize: (request) => {
        asked.push(request);
        if (request.action !== denied) return undefined;
        return { code: isOfKey ? 'KeyAccessDenied' : 'AccessDenied', message: `${denied} is not allowed` };
      },
    });
    await test.s3.send(new CreateBucketCommand({ Bucket: 'inbox' }));
    await test.s3.send(new PutObjectCommand({ Bucket: 'inbox', Key: 'a/b.txt', Body: 'x' }));
    asked.length = 0;
  });
  afterEach(() => test.stop());

  const object = { Bucket: 'inbox', Key: 'a/b.txt' };
  const permissionsOf = async (call: Promise<unknown>) => {
    await call.catch(() => undefined);
    return asked.map(({ action, resource }) => `${action} ${resource}`);
  };

  it.each<[string, string, () => Promise<unknown>]>([
    [
      'GetObject',
      's3:GetObject arn:aws:s3:::inbox/a/b.txt',
      () => test.s3.send(new GetObjectCommand(object)),
    ],
    [
      'GetObject of a version',
      's3:GetObjectVersion arn:aws:s3:::inbox/a/b.txt',
      () => test.s3.send(new GetObjectCommand({ ...object, VersionId: 'null' })),
    ],
    [
      'HeadObject',
      's3:GetObject arn:aws:s3:::inbox/a/b.txt',
      () => test.s3.send(new HeadObjectCommand(object)),
    ],
    [
      'HeadBucket',
      's3:ListBucket arn:aws:s3:::inbox',
      () => test.s3.send(new HeadBucketCommand({ Bucket: 'inbox' })),
    ],
    [
      'ListObjectsV2',
      's3:ListBucket arn:aws:s3:::inbox',
      () => test.s3.send(new ListObjectsV2Command({ Bucket: 'inbox' })),
    ],
    [
      'ListObjectVersions',
      's3:ListBucketVersions arn:aws:s3:::inbox',
      () => test.s3.send(new ListObjectVersionsCommand({ Bucket: 'inbox' })),
    ],
    [
      'GetBucketEncryption',
      's3:GetEncryptionConfiguration arn:aws:s3:::inbox',
      () => test.s3.send(new GetBucketEncryptionCommand({ Bucket: 'inbox' })),
    ],
    [
      'DeleteBucketPolicy',
      's3:DeleteBucketPolicy arn:aws:s3:::inbox',
      () => test.s3.send(new DeleteBucketPolicyCommand({ Bucket: 'inbox' })),
    ],
  ])('asks for the action of %s: %s', async (_operation, permission, call) => {
    expect(await permissionsOf(call())).toEqual([permission]);
  });

  it('asks for both sides of a copy, and for tags', async () => {
    const copy = new CopyObjectCommand({ ...object, Key: 'c', CopySource: 'inbox/a/b.txt', Tagging: 'a=1' });
    expect(await permissionsOf(test.s3.send(copy))).toEqual([
      's3:PutObject arn:aws:s3:::inbox/c',
      's3:GetObject arn:aws:s3:::inbox/a/b.txt',
      's3:PutObjectTagging arn:aws:s3:::inbox/c',
    ]);
  });

  it('asks for the ACL that a write sets', async () => {
    const put = new PutObjectCommand({ ...object, Body: 'x', ACL: 'bucket-owner-full-control' });
    expect(await permissionsOf(test.s3.send(put))).toEqual([
      's3:PutObject arn:aws:s3:::inbox/a/b.txt',
      's3:PutObjectAcl arn:aws:s3:::inbox/a/b.txt',
    ]);
  });

  it.each([
    ['"0123"', ['s3:DeleteObject arn:aws:s3:::inbox/a/b.txt', 's3:GetObject arn:aws:s3:::inbox/a/b.txt']],
    ['*', ['s3:DeleteObject arn:aws:s3:::inbox/a/b.txt']],
  ])('asks to read what a deletion with If-Match: %s compares: %j', async (IfMatch, permissions) => {
    const deletion = new DeleteObjectCommand({ ...object, IfMatch });
    expect(await permissionsOf(test.s3.send(deletion))).toEqual(permissions);
  });

  it('passes the caller and the condition keys of the call', async () => {
    await test.s3.send(new ListObjectsV2Command({ Bucket: 'inbox', Prefix: 'a/' }));
    expect(asked).toMatchObject([
      { accessKeyId: 'any', context: { 's3:prefix': 'a/', 's3:delimiter': null } },
    ]);
  });

  it('answers a denied call with 403 AccessDenied, and writes nothing', async () => {
    denied = 's3:PutObject';
    const put = test.s3.send(new PutObjectCommand({ ...object, Key: 'new', Body: 'x' }));
    await expect(put).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    const { KeyCount } = await test.s3.send(new ListObjectsV2Command({ Bucket: 'inbox' }));
    expect(KeyCount).toBe(1);
  });

  it('decides DeleteObjects for each key', async () => {
    const Objects = [{ Key: 'a/b.txt' }, { Key: 'a/b.txt', VersionId: 'null' }];
    denied = 's3:DeleteObjectVersion';
    const { Deleted, Errors } = await test.s3.send(
      new DeleteObjectsCommand({ Bucket: 'inbox', Delete: { Objects } }),
    );
    expect(Deleted).toMatchObject([{ Key: 'a/b.txt' }]);
    expect(Errors).toMatchObject([{ Key: 'a/b.txt', Code: 'AccessDenied' }]);
  });

  it('does not say that an object is missing to a caller who may not list the bucket', async () => {
    const read = () => test.s3.send(new GetObjectCommand({ ...object, Key: 'missing' }));
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' });
    denied = 's3:ListBucket';
    await expect(read()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('asks for the stream that a call of Kinesis names, and answers with AccessDeniedException', async () => {
    await test.kinesis.send(new CreateStreamCommand({ StreamName: 'stream', ShardCount: 1 }));
    await test.kinesis.send(new ListStreamsCommand({}));
    const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/stream';
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `kinesis:CreateStream ${arn}`,
      'kinesis:ListStreams *',
    ]);
    denied = 'kinesis:PutRecord';
    const put = () =>
      test.kinesis.send(
        new PutRecordCommand({ StreamName: 'stream', PartitionKey: 'k', Data: Buffer.from('x') }),
      );
    await expect(put()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    isOfKey = true;
    await expect(put()).rejects.toMatchObject({ name: 'KMSAccessDeniedException' });
  });
});
