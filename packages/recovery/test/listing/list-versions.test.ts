import { describe, expect, it } from '@jest/globals';
import type {
  ListObjectVersionsCommand,
  ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { listVersions } from '../../src/listing/list-versions.js';
import { type ListedVersion, isArchiveClass, kindOfVersion } from '../../src/listing/listed-version.js';

type Page = Partial<ListObjectVersionsCommandOutput>;

/** An S3 client with these pages. @returns what was asked for. */
function pagedS3(pages: readonly Page[]) {
  const inputs: ListObjectVersionsCommand['input'][] = [];
  const send = ({ input }: ListObjectVersionsCommand) => {
    inputs.push(input);
    return Promise.resolve(pages[inputs.length - 1] ?? {});
  };
  return { s3: { send } as unknown as Pick<S3Client, 'send'>, inputs };
}

async function collect(pages: readonly Page[], scope: Partial<Parameters<typeof listVersions>[2]> = {}) {
  const { s3, inputs } = pagedS3(pages);
  const versions: ListedVersion[] = [];
  for await (const page of listVersions(s3, 'b', { prefix: '', versions: 'all', ...scope }))
    versions.push(...page);
  return { versions, inputs };
}

const LastModified = new Date(1_000);

describe('listVersions', () => {
  it('decodes keys and markers, and continues after them', async () => {
    const { versions, inputs } = await collect([
      {
        Versions: [{ Key: 'a%0Ab+c%2B', VersionId: 'v', IsLatest: true, Size: 3, ETag: '"e"', LastModified }],
        IsTruncated: true,
        NextKeyMarker: 'a%0Ab+c%2B',
        NextVersionIdMarker: 'v',
      },
      { DeleteMarkers: [{ Key: 'd', VersionId: 'null', LastModified }] },
    ]);
    expect(versions).toEqual([
      {
        source: { bucket: 'b', key: 'a\nb c+', versionId: 'v' },
        isLatest: true,
        isDeleteMarker: false,
        sizeBytes: 3,
        lastModified: LastModified,
        eTag: 'e',
        archive: undefined,
      },
      expect.objectContaining({ source: { bucket: 'b', key: 'd' }, isDeleteMarker: true, isLatest: false }),
    ]);
    expect(inputs).toMatchObject([
      { EncodingType: 'url', OptionalObjectAttributes: ['RestoreStatus'] },
      { KeyMarker: 'a\nb c+', VersionIdMarker: 'v' },
    ]);
  });

  it('takes an archived object as readable once it is restored', async () => {
    // The types of the SDK know STANDARD only.
    const entry = { VersionId: 'v', LastModified, StorageClass: 'GLACIER' as 'STANDARD' };
    const restored = { IsRestoreInProgress: false, RestoreExpiryDate: new Date() };
    const { versions } = await collect([
      {
        Versions: [
          { ...entry, Key: '1' },
          { ...entry, Key: '2', RestoreStatus: { IsRestoreInProgress: true } },
          { ...entry, Key: '3', RestoreStatus: restored },
        ],
      },
    ]);
    expect(versions.map(({ archive }) => archive)).toEqual(['class', 'class', undefined]);
  });

  it('includes the bounds of the time, and leaves out what is a second beyond', async () => {
    const Versions = [0, 1_000, 2_000, 3_000].map((millis) => ({
      Key: `${millis}`,
      LastModified: new Date(millis),
    }));
    const { versions } = await collect([{ Versions }], { since: new Date(1_000), until: new Date(2_000) });
    expect(versions.map(({ source }) => source.key)).toEqual(['1000', '2000']);
  });
});

describe('isArchiveClass', () => {
  it('is true for the classes that need a restore', () => {
    const classes = ['STANDARD', 'GLACIER', 'DEEP_ARCHIVE', 'GLACIER_IR', 'INTELLIGENT_TIERING', undefined];
    expect(classes.filter(isArchiveClass)).toEqual(['GLACIER', 'DEEP_ARCHIVE']);
  });
});

describe('kindOfVersion', () => {
  it('takes an object with bytes under a key that ends with a slash as an upload', () => {
    const version = {
      source: { bucket: 'b', key: 'f/' },
      isDeleteMarker: false,
      archive: undefined,
    } as ListedVersion;
    const pipeline = { canaryPrefix: undefined, uploadFilters: [{ prefix: '', suffix: '' }] };
    expect(kindOfVersion({ ...version, sizeBytes: 0 }, pipeline)).toBe('folderMarker');
    expect(kindOfVersion({ ...version, sizeBytes: 1 }, pipeline)).toBe('upload');
  });
});
