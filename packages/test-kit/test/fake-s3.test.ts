import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import {
  FakeS3,
  failingS3,
  bodyResponse,
  brokenBodyResponse,
  serviceError,
  type FakeS3Options,
} from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';

const at = { Bucket: 'uploads', Key: 'a.txt' };

async function readText(options: FakeS3Options, input: { Range?: string; VersionId?: string } = {}) {
  const { client } = new FakeS3(options);
  const { Body } = await client.send(new GetObjectCommand({ ...at, ...input }));
  return Body?.transformToString();
}

describe('FakeS3', () => {
  it('returns an object that was put', async () => {
    const { client, requests } = new FakeS3();
    await client.send(new PutObjectCommand({ ...at, Body: 'text', ContentType: 'text/plain' }));
    const { Body, ContentType } = await client.send(new GetObjectCommand(at));
    expect([await Body?.transformToString(), ContentType]).toEqual(['text', 'text/plain']);
    expect(requests.map(({ operation, number }) => [operation, number])).toEqual([
      ['PutObject', 1],
      ['GetObject', 2],
    ]);
  });

  it('puts an object with IfNoneMatch * only while there is none', async () => {
    const s3 = new FakeS3();
    const put = () =>
      s3.client.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'text', IfNoneMatch: '*' }));
    await put();
    await expect(put()).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'b', Key: 'k' }));
    await expect(put()).resolves.toMatchObject({ ETag: expect.any(String) });
  });

  it('returns the objects of a bucket and the inputs of an operation', async () => {
    const fake = new FakeS3({ objects: { 'uploads/b': '', 'uploads/a': '', 'uploads-2/c': '' } });
    await fake.client.send(new GetObjectCommand({ Bucket: 'uploads', Key: 'a' }));
    expect([...fake.objectsIn('uploads').keys()]).toEqual(['a', 'b']);
    expect(fake.inputsOf('GetObject')).toEqual([{ Bucket: 'uploads', Key: 'a' }]);
  });

  it.each([
    ['bytes=1-2', 'bc'],
    ['bytes=2-', 'cd'],
    ['bytes=0-99', 'abcd'],
  ])('returns the range %s', async (Range, text) => {
    expect(await readText({ objects: { 'uploads/a.txt': 'abcd' } }, { Range })).toBe(text);
  });

  it('streams a body in chunks of chunkBytes', async () => {
    const { client } = new FakeS3({ objects: { 'uploads/a.txt': 'abcde' }, chunkBytes: 2 });
    const { Body } = await client.send(new GetObjectCommand(at));
    const chunks: string[] = [];
    for await (const chunk of Body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk).toString());
    expect(chunks).toEqual(['ab', 'cd', 'e']);
  });

  it.each([
    ['NoSuchKey', {}, {}],
    ['NoSuchVersion', { 'uploads/a.txt': { body: '', versionId: 'v2' } }, { VersionId: 'v1' }],
    ['InvalidRange', { 'uploads/a.txt': 'a' }, { Range: 'bytes=1-' }],
  ])('throws %s as S3 does', async (name, objects, input) => {
    await expect(readText({ objects }, input)).rejects.toMatchObject({ name });
  });

  it('returns the version and the upload time of an object', async () => {
    const lastModified = new Date('2026-11-23T10:00:00.000Z');
    const { client } = new FakeS3({
      objects: { 'uploads/a.txt': { body: 'abc', versionId: 'v1', lastModified } },
    });
    expect(await client.send(new HeadObjectCommand(at))).toMatchObject({
      VersionId: 'v1',
      LastModified: lastModified,
      ContentLength: 3,
    });
    const missing = client.send(new HeadObjectCommand({ ...at, Key: 'b' }));
    await expect(missing).rejects.toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
  });

  it('lists the keys of a prefix in order, over pages', async () => {
    const objects = Object.fromEntries(['b/2', 'b/1', 'b/3', 'c'].map((key) => [`uploads/${key}`, '']));
    const { client, requests } = new FakeS3({ objects: { ...objects, 'other/b/4': '' }, keysPerPage: 2 });
    const keys: unknown[] = [];
    for await (const page of paginateListObjectsV2({ client }, { Bucket: 'uploads', Prefix: 'b/' })) {
      keys.push(page.Contents?.map(({ Key }) => Key));
    }
    expect(keys).toEqual([['b/1', 'b/2'], ['b/3']]);
    expect(requests).toHaveLength(2);
    const after = { Bucket: 'uploads', Prefix: 'b/', StartAfter: 'b/2' };
    expect((await client.send(new ListObjectsV2Command(after))).Contents).toMatchObject([{ Key: 'b/3' }]);
  });

  it('lists the folders of a prefix, each once, also over pages', async () => {
    const keys = ['b/x', 'b/a/1', 'b/a/2', 'b/c/d/1', 'a/1'];
    const objects = Object.fromEntries(keys.map((key) => [`uploads/${key}`, '']));
    const { client, requests } = new FakeS3({ objects, keysPerPage: 1 });
    const names: unknown[] = [];
    const request = { Bucket: 'uploads', Prefix: 'b/', Delimiter: '/' };
    for await (const { Contents = [], CommonPrefixes = [] } of paginateListObjectsV2({ client }, request)) {
      names.push(...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix));
    }
    expect(names).toEqual(['b/a/', 'b/c/', 'b/x']);
    expect(requests).toHaveLength(3);
  });

  it('lets intercept replace the response or fail the request', async () => {
    expect(await readText({ intercept: () => bodyResponse('a') })).toBe('a');
    const denied = serviceError('AccessDenied', 403);
    await expect(failingS3(denied).client.send(new GetObjectCommand(at))).rejects.toBe(denied);
  });
});

describe('brokenBodyResponse', () => {
  it('fails with ECONNRESET after the content', async () => {
    const { Body } = brokenBodyResponse('ab', 9);
    const chunks: unknown[] = [];
    const read = async () => {
      for await (const chunk of Body as AsyncIterable<Uint8Array>) chunks.push(chunk);
    };
    await expect(read()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(chunks).toHaveLength(1);
  });
});
