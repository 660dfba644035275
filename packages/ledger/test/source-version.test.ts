import { SourceMissingError, SourceUriError, findVersion, parseSourceUri } from '@headwaters/ledger';
import { describe, expect, it } from '@jest/globals';
import { FakeS3, failingS3, serviceError } from '@headwaters/test-kit/fake-s3';

describe('parseSourceUri', () => {
  it.each([
    ['s3://uploads/a.txt', { bucket: 'uploads', key: 'a.txt' }],
    ['s3://uploads/a.txt?versionId=v.1', { bucket: 'uploads', key: 'a.txt', versionId: 'v.1' }],
    ['s3://uploads/a b+%20🌊?x=1&y', { bucket: 'uploads', key: 'a b+%20🌊?x=1&y' }],
    ['s3://uploads//a//b/', { bucket: 'uploads', key: '/a//b/' }],
    ['s3://uploads/a?versionId=1?versionId=2', { bucket: 'uploads', key: 'a?versionId=1', versionId: '2' }],
    ['s3://uploads/two\nlines', { bucket: 'uploads', key: 'two\nlines' }],
  ])('reads %j', (uri, source) => {
    expect(parseSourceUri(uri)).toEqual(source);
  });

  it.each(['', 'a.txt', 's3://uploads', 's3://uploads/', 's3:///a.txt', 'https://uploads/a.txt'])(
    'throws SourceUriError for %j',
    (uri) => {
      expect(() => parseSourceUri(uri)).toThrow(SourceUriError);
    },
  );
});

const lastModified = new Date('2026-11-23T10:00:00.000Z');
const object = { bucket: 'uploads', key: 'a.txt' };

describe('findVersion', () => {
  it('finds the latest version and its upload time', async () => {
    const s3 = new FakeS3({ objects: { 'uploads/a.txt': { body: '', versionId: 'v7', lastModified } } });
    expect(await findVersion(s3.client, object)).toEqual({
      source: { ...object, versionId: 'v7' },
      uploadedAt: lastModified,
    });
  });

  it('returns no version if the bucket has no versioning', async () => {
    const s3 = new FakeS3({ objects: { 'uploads/a.txt': { body: '', lastModified } } });
    expect((await findVersion(s3.client, object)).source).toEqual(object);
  });

  it.each([404, 405])('returns a given version that no longer exists (status %i)', async (headStatus) => {
    const gone = { ...object, versionId: 'v1' };
    const found = await findVersion(failingS3(serviceError('Error', headStatus)).client, gone);
    expect(found).toEqual({ source: gone, uploadedAt: undefined });
  });

  it('throws SourceMissingError if no version is given and the object does not exist', async () => {
    await expect(findVersion(new FakeS3().client, object)).rejects.toThrow(SourceMissingError);
  });

  it('rethrows access denied (status 403)', async () => {
    const denied = serviceError('Forbidden', 403);
    const found = findVersion(failingS3(denied).client, { ...object, versionId: 'v1' });
    await expect(found).rejects.toBe(denied);
  });
});
