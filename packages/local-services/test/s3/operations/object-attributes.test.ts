import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

const Bucket = 'attributes';
const date = (millis: number) => new Date(millis).toUTCString();

describe('attributes of an object', () => {
  let running: TestServices;
  beforeAll(async () => {
    running = await startForTest();
    await running.s3.send(new CreateBucketCommand({ Bucket }));
    await put({ Key: 'plain', Body: 'content' });
  });
  afterAll(() => running.stop());

  const put = (input: Omit<PutObjectCommandInput, 'Bucket'>) =>
    running.s3.send(new PutObjectCommand({ Bucket, ...input }));
  const head = (Key: string) => running.s3.send(new HeadObjectCommand({ Bucket, Key }));
  const call = (path: string, init?: RequestInit) =>
    fetch(`${running.services.endpoint}/${Bucket}${path}`, init);

  it('returns the storage class unless it is STANDARD, as LocalStack recorded in test_put_object_storage_class', async () => {
    for (const StorageClass of ['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'] as const) {
      await put({ Key: 'class', Body: 'x', StorageClass });
      expect((await head('class')).StorageClass).toBe(StorageClass);
    }
    await put({ Key: 'class', Body: 'x', StorageClass: 'STANDARD' });
    expect((await head('class')).StorageClass).toBeUndefined();
  });

  it.each(['GLACIER', 'DEEP_ARCHIVE'] as const)(
    'refuses to read or copy an object in %s',
    async (StorageClass) => {
      await put({ Key: 'cold', Body: 'x', StorageClass });
      const refusal = { name: 'InvalidObjectState', $metadata: { httpStatusCode: 403 } };
      await expect(running.s3.send(new GetObjectCommand({ Bucket, Key: 'cold' }))).rejects.toMatchObject({
        ...refusal,
        StorageClass,
      });
      const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/cold` });
      await expect(running.s3.send(copy)).rejects.toMatchObject(refusal);
      expect((await head('cold')).StorageClass).toBe(StorageClass);
    },
  );

  it.each(['GET', 'HEAD', 'DELETE'])(
    'refuses %s with a version id that no version can have',
    async (method) => {
      const statusOf = async (versionId: string) => {
        const query = new URLSearchParams({ versionId }).toString();
        return (await call(`/plain?${query}`, { method })).status;
      };
      for (const versionId of ['\u0000', 'a\r\nb: c', 'a b', '\u00e9', 'a'.repeat(1_025)])
        expect([versionId, await statusOf(versionId)]).toEqual([versionId, 400]);
      const status = method === 'DELETE' ? 204 : 404;
      for (const versionId of ['+/~!', 'a'.repeat(1_024)])
        expect([versionId, await statusOf(versionId)]).toEqual([versionId, status]);
    },
  );

  it('refuses to copy a version whose id no version can have', async () => {
    const headers = { 'x-amz-copy-source': `${Bucket}/plain?versionId=%00` };
    const answer = await call('/copy', { method: 'PUT', headers });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('InvalidArgument')]);
  });

  it.each(['BOGUS', 'OUTPOSTS'])('refuses the storage class %s with 400', async (storageClass) => {
    const headers = { 'x-amz-storage-class': storageClass };
    const answer = await call('/bogus', { method: 'PUT', body: 'x', headers });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(`<StorageClassRequested>${storageClass}</StorageClassRequested>`);
  });

  it('gives a copy its own storage class, as LocalStack recorded in test_s3_copy_object_storage_class', async () => {
    await put({ Key: 'warm', Body: 'x', StorageClass: 'STANDARD_IA', Metadata: { a: '1' } });
    const copy = (Key: string, StorageClass?: 'GLACIER') =>
      running.s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/warm`, StorageClass }));
    await copy('to-standard');
    await copy('to-glacier', 'GLACIER');
    expect(await head('to-standard')).toMatchObject({ Metadata: { a: '1' } });
    expect((await head('to-standard')).StorageClass).toBeUndefined();
    const { Contents } = await running.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'to-' }));
    expect(Contents?.map(({ Key, StorageClass }) => [Key, StorageClass])).toEqual([
      ['to-glacier', 'GLACIER'],
      ['to-standard', 'STANDARD'],
    ]);
    await expect(copy('warm')).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('computes the checksum that a copy asks for, as LocalStack recorded in test_s3_copy_object_with_checksum', async () => {
    await put({ Key: 'source', Body: '{"key": "value"}' });
    const copied = await running.s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'sum',
        CopySource: `${Bucket}/source`,
        ChecksumAlgorithm: 'SHA1',
      }),
    );
    expect(copied.CopyObjectResult).toMatchObject({
      ChecksumSHA1: '5zXdjmjYk4EJ8Cw4PMnQVslCpRQ=',
      ChecksumType: 'FULL_OBJECT',
    });
    const kept = await running.s3.send(
      new CopyObjectCommand({ Bucket, Key: 'kept', CopySource: `${Bucket}/source` }),
    );
    expect(kept.CopyObjectResult).toMatchObject({ ChecksumCRC32: 'MzVIGw==' });
  });

  it('ignores If-Modified-Since in the future or without a date, as LocalStack recorded in test_s3_get_object_preconditions', async () => {
    const statusSince = async (since: string) =>
      (await call('/plain', { headers: { 'if-modified-since': since } })).status;
    expect(await statusSince(date(Date.now() + 86_400_000))).toBe(200);
    expect(await statusSince('no date')).toBe(200);
    expect(await statusSince((await head('plain')).LastModified?.toUTCString() ?? '')).toBe(304);
    expect(await statusSince(date(0))).toBe(200);
  });

  it('names the condition of a copy that does not hold, as LocalStack recorded in test_s3_copy_object_preconditions', async () => {
    const { ETag = '', LastModified = new Date() } = await head('plain');
    const conditions = [
      ['If-Match', '"0"'],
      ['If-None-Match', ETag],
      ['If-Unmodified-Since', date(0)],
      ['If-Modified-Since', LastModified.toUTCString()],
    ] as const;
    for (const [name, value] of conditions) {
      const headers = {
        'x-amz-copy-source': `${Bucket}/plain`,
        [`x-amz-copy-source-${name.toLowerCase()}`]: value,
      };
      const answer = await call('/copy', { method: 'PUT', headers });
      expect(answer.status).toBe(412);
      expect(await answer.text()).toContain(`<Condition>x-amz-copy-source-${name}</Condition>`);
    }
  });

  it('reads part 1 of an object without parts, and no other, as LocalStack recorded in test_get_object_part', async () => {
    const first = await call('/plain?partNumber=1');
    expect([first.status, first.headers.get('content-range')]).toEqual([206, 'bytes 0-6/7']);
    const second = await call('/plain?partNumber=2');
    expect(second.status).toBe(416);
    expect(await second.text()).toContain('<ActualPartCount>1</ActualPartCount>');
    const both = await call('/plain?partNumber=1', { headers: { range: 'bytes=0-0' } });
    expect(both.status).toBe(400);
    expect(await both.text()).toContain(
      '<Message>Cannot specify both Range header and partNumber query parameter</Message>',
    );
  });

  it.each(['0', '-1', '1.0', '1e0', 'a', '', '10001'])(
    'refuses the part number %j with 400',
    async (number) => {
      const answer = await call(`/plain?partNumber=${number}`);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('<Code>InvalidArgument</Code>');
    },
  );

  it('reports a delete marker in errors, also to HEAD', async () => {
    const versioned = 'attributes-versioned';
    await running.s3.send(new CreateBucketCommand({ Bucket: versioned }));
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await running.s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }));
    const url = `${running.services.endpoint}/${versioned}/a`;
    await fetch(url, { method: 'PUT', body: 'x' });
    const marker = (await fetch(url, { method: 'DELETE' })).headers.get('x-amz-version-id') ?? '';
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await fetch(url, { method });
      expect([status, headers.get('x-amz-delete-marker'), headers.get('x-amz-version-id')]).toEqual([
        ...[404, 'true', marker],
      ]);
    }
    const byId = await fetch(`${url}?versionId=${marker}`);
    expect([byId.status, byId.headers.get('x-amz-delete-marker'), byId.headers.get('allow')]).toEqual([
      ...[405, 'true', 'DELETE'],
    ]);
    expect((await fetch(`${url}?versionId=none`)).headers.get('x-amz-delete-marker')).toBeNull();
  });

  it('reports the encryption that the writer asked for, and refuses unknown algorithms', async () => {
    await put({
      Key: 'kms',
      Body: 'x',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'key',
      BucketKeyEnabled: true,
    });
    expect(await head('kms')).toMatchObject({
      ...{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key', BucketKeyEnabled: true },
    });
    const bogus = put({ Key: 'bogus', Body: 'x', ServerSideEncryption: 'ROT13' as 'AES256' });
    await expect(bogus).rejects.toMatchObject({ name: 'InvalidEncryptionAlgorithmError' });
  });

  it('returns dates in whole seconds, as LocalStack recorded in test_s3_timestamp_precision', async () => {
    const texts = await Promise.all(
      ['?list-type=2', '', '?versions', '/../'].map(async (path) => (await call(path)).text()),
    );
    const headers = { 'x-amz-copy-source': `${Bucket}/plain` };
    texts.push(await (await call('/dated', { method: 'PUT', headers })).text());
    const dates = texts.map((text) => /<(?:LastModified|CreationDate)>(.*?)</.exec(text)?.[1] ?? 'none');
    expect(dates.filter((text) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/.test(text))).toEqual([]);
  });

  it('refuses the expected owner of the source of a copy', async () => {
    const copy = new CopyObjectCommand({
      ...{ Bucket, Key: 'copy', CopySource: `${Bucket}/plain`, ExpectedSourceBucketOwner: '111111111111' },
    });
    await expect(running.s3.send(copy)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
