import { describe, expect, it } from '@jest/globals';
import { findVersion, SourceMissingError } from '@headwaters/ledger';
import { fakeBuckets } from '../fakes/fake-buckets.js';

const lastModified = new Date('2026-11-23T10:00:00.000Z');
const object = { bucket: 'uploads', key: 'a.txt' };

describe('findVersion', () => {
  it('finds the latest version, and when it was uploaded', async () => {
    const s3 = fakeBuckets({ uploads: { 'a.txt': { text: '', versionId: 'v7', lastModified } } });
    expect(await findVersion(s3, object)).toEqual({
      source: { ...object, versionId: 'v7' },
      uploadedAt: lastModified,
    });
  });

  it('names no version where the bucket keeps none', async () => {
    const s3 = fakeBuckets({ uploads: { 'a.txt': { text: '', lastModified } } });
    expect((await findVersion(s3, object)).source).toEqual(object);
  });

  it.each([404, 405])('goes on with a version that is named and gone (%i)', async (headStatus) => {
    const gone = { ...object, versionId: 'v1' };
    const found = await findVersion(fakeBuckets({}, { headStatus }), gone);
    expect(found).toEqual({ source: gone, uploadedAt: undefined });
  });

  it('fails if no version is named and the object is not there', async () => {
    await expect(findVersion(fakeBuckets({}), object)).rejects.toThrow(SourceMissingError);
  });

  it('does not take a refusal for an absence', async () => {
    const s3 = fakeBuckets({}, { headStatus: 403 });
    await expect(findVersion(s3, { ...object, versionId: 'v1' })).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });
});
