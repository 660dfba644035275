import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type BucketVersioningStatus,
} from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import { describeContract } from './subject.js';

describeContract('versions', (subject, claim) => {
  async function makeBucket(Status?: BucketVersioningStatus): Promise<string> {
    const { s3, uniqueName } = subject();
    const Bucket = uniqueName();
    await s3.send(new CreateBucketCommand({ Bucket }));
    if (Status) await setVersioning(Bucket, Status);
    return Bucket;
  }

  const setVersioning = (Bucket: string, Status: BucketVersioningStatus) =>
    subject().s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

  async function put(Bucket: string, Key: string, Body: string): Promise<string | undefined> {
    return (await subject().s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  }

  async function read(Bucket: string, Key: string, VersionId?: string): Promise<string | undefined> {
    const { Body } = await subject().s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    return Body?.transformToString();
  }

  const remove = (Bucket: string, Key: string, VersionId?: string) =>
    subject().s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));

  claim('a bucket without versioning returns no version id', async () => {
    expect(await put(await makeBucket(), 'a', 'x')).toBeUndefined();
  });

  claim('every version is read by its id', async () => {
    const bucket = await makeBucket('Enabled');
    const first = await put(bucket, 'a', 'first');
    const second = await put(bucket, 'a', 'second');
    expect(first).not.toBe(second);
    expect(await read(bucket, 'a')).toBe('second');
    expect(await read(bucket, 'a', first)).toBe('first');
    expect(await read(bucket, 'a', second)).toBe('second');
  });

  // Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html, read on 2026-11-28.
  claim('If-None-Match * refuses to write over a version, and writes over a delete marker', async () => {
    const Bucket = await makeBucket('Enabled');
    const putIfFree = (Body: string) =>
      subject().s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body, IfNoneMatch: '*' }));
    await putIfFree('first');
    await expect(putIfFree('second')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await remove(Bucket, 'a');
    await putIfFree('third');
    expect(await read(Bucket, 'a')).toBe('third');
  });

  claim('an object from before versioning has the version id null', async () => {
    const bucket = await makeBucket();
    await put(bucket, 'a', 'before');
    await setVersioning(bucket, 'Enabled');
    await put(bucket, 'a', 'after');
    expect(await read(bucket, 'a', 'null')).toBe('before');
  });

  claim('suspended versioning overwrites only the version null', async () => {
    const bucket = await makeBucket('Enabled');
    const kept = await put(bucket, 'a', 'kept');
    await setVersioning(bucket, 'Suspended');
    await put(bucket, 'a', 'first');
    await put(bucket, 'a', 'second');
    expect(await read(bucket, 'a', 'null')).toBe('second');
    expect(await read(bucket, 'a', kept)).toBe('kept');
    const { Versions } = await subject().s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(Versions).toHaveLength(2);
  });

  claim('a delete adds a marker, and deleting the marker restores the object', async () => {
    const bucket = await makeBucket('Enabled');
    await put(bucket, 'a', 'content');
    const marker = await remove(bucket, 'a');
    expect(marker.DeleteMarker).toBe(true);
    await expect(read(bucket, 'a')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await subject().s3.send(new ListObjectsV2Command({ Bucket: bucket }))).KeyCount).toBe(0);
    expect((await remove(bucket, 'a', marker.VersionId)).DeleteMarker).toBe(true);
    expect(await read(bucket, 'a')).toBe('content');
  });

  claim('a delete marker is not read by its id', async () => {
    const bucket = await makeBucket('Enabled');
    await put(bucket, 'a', 'content');
    const { VersionId } = await remove(bucket, 'a');
    await expect(read(bucket, 'a', VersionId)).rejects.toMatchObject({ $metadata: { httpStatusCode: 405 } });
  });

  claim('deleting a version restores the one before it', async () => {
    const bucket = await makeBucket('Enabled');
    await put(bucket, 'a', 'first');
    const second = await put(bucket, 'a', 'second');
    await remove(bucket, 'a', second);
    expect(await read(bucket, 'a')).toBe('first');
    await expect(read(bucket, 'a', second)).rejects.toMatchObject({ name: 'NoSuchVersion' });
  });

  claim('a version is the source of a copy', async () => {
    const bucket = await makeBucket('Enabled');
    const first = await put(bucket, 'a', 'first');
    await put(bucket, 'a', 'second');
    const CopySource = `${bucket}/a?versionId=${String(first)}`;
    await subject().s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'b', CopySource }));
    expect(await read(bucket, 'b')).toBe('first');
  });

  claim('versions are listed by key, the newest first, and the latest is marked', async () => {
    const bucket = await makeBucket('Enabled');
    const b1 = await put(bucket, 'b', '1');
    const a1 = await put(bucket, 'a', '1');
    const a2 = await put(bucket, 'a', '2');
    const { VersionId: marker } = await remove(bucket, 'b');
    const listing = await subject().s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(listing.Versions?.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ['a', a2, true],
      ['a', a1, false],
      ['b', b1, false],
    ]);
    expect(listing.DeleteMarkers).toMatchObject([{ Key: 'b', VersionId: marker, IsLatest: true }]);
  });

  claim('pages of versions list each version once, also within one key', async () => {
    const bucket = await makeBucket('Enabled');
    for (const key of ['a', 'a', 'a', 'b', 'c/1', 'c/2']) await put(bucket, key, 'x');
    const seen: (string | undefined)[] = [];
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await subject().s3.send(
        new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 2, Delimiter: '/', ...markers }),
      );
      seen.push(
        ...(page.Versions ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      );
      if (!page.IsTruncated) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen).toEqual(['a', 'a', 'a', 'b', 'c/']);
  });

  claim('HEAD returns the version id', async () => {
    const bucket = await makeBucket('Enabled');
    const VersionId = await put(bucket, 'a', 'x');
    const head = await subject().s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'a' }));
    expect(head).toMatchObject({ VersionId, ContentLength: 1 });
  });
});
