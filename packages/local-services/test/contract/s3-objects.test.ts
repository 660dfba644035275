import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type ChecksumAlgorithm,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

const oddKeys = [
  'a b/c d.txt',
  'plus+and%percent%20.txt',
  'grüße/日本/😀.txt',
  '/leading//double/',
  'quotes\'"<>&;=?#$@!*(){}[]^~|.txt',
  'é'.repeat(512),
];

describeContract('objects', (subject, claim) => {
  const makeBucket = () => subject().makeBucket();

  const put = (input: PutObjectCommandInput) => subject().s3.send(new PutObjectCommand(input));

  async function get(input: GetObjectCommandInput) {
    const answer = await subject().s3.send(new GetObjectCommand(input));
    return { ...answer, bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []) };
  }

  claim('an object is read back unchanged, and its ETag is its MD5', async () => {
    const Bucket = await makeBucket();
    const Body = randomBytes(300_000);
    const eTag = `"${createHash('md5').update(Body).digest('hex')}"`;
    expect((await put({ Bucket, Key: 'a', Body })).ETag).toBe(eTag);
    const read = await get({ Bucket, Key: 'a' });
    expect(read.bytes.equals(Body)).toBe(true);
    expect(read).toMatchObject({ ETag: eTag, ContentLength: 300_000, AcceptRanges: 'bytes' });
  });

  claim('an empty object is stored and read', async () => {
    const Bucket = await makeBucket();
    await put({ Bucket, Key: 'folder/', Body: Buffer.alloc(0) });
    expect(await get({ Bucket, Key: 'folder/' })).toMatchObject({ ContentLength: 0, bytes: Buffer.alloc(0) });
  });

  claim('a stream of 6 MB is stored and read', async () => {
    const Bucket = await makeBucket();
    const chunks = Array.from({ length: 100 }, () => randomBytes(60_001));
    await put({ Bucket, Key: 'a', Body: Readable.from(chunks), ContentLength: 6_000_100 });
    const { bytes } = await get({ Bucket, Key: 'a' });
    expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
  });

  claim('any key works: spaces, plus, percent, quotes, slashes, emoji, 1,024 bytes', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    for (const Key of oddKeys) {
      await put({ Bucket, Key, Body: Key });
      expect((await get({ Bucket, Key })).bytes.toString()).toBe(Key);
    }
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(
      [...oddKeys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: oddKeys.map((Key) => ({ Key })) } }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  claim('a key of 1,025 bytes is rejected', async () => {
    const Bucket = await makeBucket();
    const refused = put({ Bucket, Key: 'k'.repeat(1_025), Body: 'x' });
    await expect(refused).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  claim('headers and user metadata are returned', async () => {
    const Bucket = await makeBucket();
    const description = {
      ContentType: 'text/csv; charset=utf-8',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a.csv"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de',
      Metadata: { origin: 'test', line: '1 2' },
    };
    await put({ Bucket, Key: 'a', Body: 'x', ...description });
    const head = await subject().s3.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
    expect(head).toMatchObject({ ...description, ContentLength: 1 });
  });

  claim('ranges from the start, the middle, to the end, and of the last bytes are read', async () => {
    const Bucket = await makeBucket();
    await put({ Bucket, Key: 'a', Body: '0123456789' });
    const ranges = [
      ['bytes=0-3', '0123', 'bytes 0-3/10'],
      ['bytes=4-4', '4', 'bytes 4-4/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-2', '89', 'bytes 8-9/10'],
      ['bytes=8-100', '89', 'bytes 8-9/10'],
      ['bytes=-100', '0123456789', 'bytes 0-9/10'],
    ] as const;
    for (const [Range, text, ContentRange] of ranges) {
      const read = await get({ Bucket, Key: 'a', Range });
      expect([Range, read.bytes.toString(), read.ContentRange]).toEqual([Range, text, ContentRange]);
    }
  });

  claim('a range beyond the end is InvalidRange', async () => {
    const Bucket = await makeBucket();
    await put({ Bucket, Key: 'a', Body: '0123456789' });
    await expect(get({ Bucket, Key: 'a', Range: 'bytes=10-' })).rejects.toMatchObject({
      name: 'InvalidRange',
    });
  });

  claim('If-Match and If-None-Match are conditions of a read', async () => {
    const Bucket = await makeBucket();
    const { ETag } = await put({ Bucket, Key: 'a', Body: 'x' });
    expect((await get({ Bucket, Key: 'a', IfMatch: ETag })).bytes.toString()).toBe('x');
    const other = get({ Bucket, Key: 'a', IfMatch: '"0"' });
    await expect(other).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    const known = get({ Bucket, Key: 'a', IfNoneMatch: ETag });
    await expect(known).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  });

  claim('If-None-Match * writes an object only if the key is free', async () => {
    const Bucket = await makeBucket();
    await put({ Bucket, Key: 'a', Body: 'first', IfNoneMatch: '*' });
    const second = put({ Bucket, Key: 'a', Body: 'second', IfNoneMatch: '*' });
    await expect(second).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await get({ Bucket, Key: 'a' })).bytes.toString()).toBe('first');
  });

  claim('a date in the future is no condition of a read', async () => {
    const Bucket = await makeBucket();
    await put({ Bucket, Key: 'a', Body: 'x' });
    const IfModifiedSince = new Date(Date.now() + 86_400_000);
    expect((await get({ Bucket, Key: 'a', IfModifiedSince })).bytes.toString()).toBe('x');
  });

  claim('If-Match deletes an object only if it has that ETag', async () => {
    const Bucket = await makeBucket();
    const { ETag } = await put({ Bucket, Key: 'a', Body: 'x' });
    const remove = (IfMatch: string | undefined) =>
      subject().s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', IfMatch }));
    await expect(remove('"00000000000000000000000000000000"')).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await remove(ETag);
    await expect(get({ Bucket, Key: 'a' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  claim('the storage class is returned unless it is STANDARD, and a copy has its own', async () => {
    const Bucket = await makeBucket();
    const classOf = async (Key: string) =>
      (await subject().s3.send(new HeadObjectCommand({ Bucket, Key }))).StorageClass;
    await put({ Bucket, Key: 'a', Body: 'x', StorageClass: 'STANDARD_IA' });
    await subject().s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
    expect([await classOf('a'), await classOf('b')]).toEqual(['STANDARD_IA', undefined]);
  });

  claim('a missing object is NoSuchKey, a missing bucket NoSuchBucket', async () => {
    const Bucket = await makeBucket();
    await expect(get({ Bucket, Key: 'none' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    const elsewhere = get({ Bucket: `${Bucket}-none`, Key: 'a' });
    await expect(elsewhere).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const nowhere = put({ Bucket: `${Bucket}-none`, Key: 'a', Body: 'x' });
    await expect(nowhere).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  claim('deleting a missing object succeeds', async () => {
    const Bucket = await makeBucket();
    const { $metadata } = await subject().s3.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
    expect($metadata.httpStatusCode).toBe(204);
  });

  claim('a copy has the content and metadata of its source, or new metadata with REPLACE', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    await put({ Bucket, Key: 'a b+c', Body: 'content', Metadata: { origin: 'a' } });
    const CopySource = `${Bucket}/${encodeURIComponent('a b+c')}`;
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'same', CopySource }));
    expect(await get({ Bucket, Key: 'same' })).toMatchObject({
      Metadata: { origin: 'a' },
      bytes: Buffer.from('content'),
    });
    const replaced = { MetadataDirective: 'REPLACE', Metadata: { origin: 'b' } } as const;
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'other', CopySource, ...replaced }));
    expect(await get({ Bucket, Key: 'other' })).toMatchObject({ Metadata: { origin: 'b' } });
  });

  claim('a copy stays when its source is deleted', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    await put({ Bucket, Key: 'a', Body: 'content' });
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect((await get({ Bucket, Key: 'b' })).bytes.toString()).toBe('content');
  });

  claim('a copy onto itself without changes is rejected', async () => {
    const Bucket = await makeBucket();
    await put({ Bucket, Key: 'a', Body: 'x' });
    const copy = new CopyObjectCommand({ Bucket, Key: 'a', CopySource: `${Bucket}/a` });
    await expect(subject().s3.send(copy)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  claim('tags are set with the object or later', async () => {
    const { s3 } = subject();
    const Bucket = await makeBucket();
    const tags = async () => (await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'a' }))).TagSet;
    await put({ Bucket, Key: 'a', Body: 'x', Tagging: 'team=a%20b' });
    expect(await tags()).toEqual([{ Key: 'team', Value: 'a b' }]);
    const TagSet = [{ Key: 'stage', Value: 'dev' }];
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet } }));
    expect(await tags()).toEqual(TagSet);
  });

  for (const algorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256'] satisfies ChecksumAlgorithm[]) {
    claim(`a ${algorithm} checksum is verified, stored and returned`, async () => {
      const Bucket = await makeBucket();
      const Body = randomBytes(100_000);
      const member = `Checksum${algorithm}` as const;
      const { [member]: checksum } = await put({ Bucket, Key: 'a', Body, ChecksumAlgorithm: algorithm });
      expect(checksum).toMatch(/^[A-Za-z0-9+/]+=*$/);
      const read = await get({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' });
      expect(read[member]).toBe(checksum);
    });
  }

  claim('a wrong Content-MD5 is BadDigest, and nothing is stored', async () => {
    const Bucket = await makeBucket();
    const ContentMD5 = createHash('md5').update('other').digest('base64');
    const refused = put({ Bucket, Key: 'a', Body: 'content', ContentMD5 });
    await expect(refused).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(get({ Bucket, Key: 'a' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
