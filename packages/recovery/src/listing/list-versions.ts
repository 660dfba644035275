import {
  type DeleteMarkerEntry,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion as S3ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  type ListedVersion,
  type VersionScope,
  decodeListedKey,
  isArchiveClass,
  isInScope,
  sourceOf,
} from './listed-version.js';

/**
 * Lists the versions of a bucket by pages of at most 1,000, keys in UTF-8 order, of each key the latest version first. The delete
 * markers of a page follow its versions. Names are requested percent-encoded, because XML can't contain some characters.
 *
 * Sources (read 2026-11-30): https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html; for the order,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/list-obj-version-enabled-bucket.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html; for what is restored,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreStatus.html.
 *
 * Memory: one page.
 */
export async function* listVersions(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  scope: VersionScope,
): AsyncGenerator<readonly ListedVersion[], void> {
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (marker !== undefined) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: scope.prefix,
        EncodingType: 'url',
        OptionalObjectAttributes: ['RestoreStatus'],
        ...marker,
      }),
    );
    const { Versions: versions = [], DeleteMarkers: markers = [] } = page;
    yield [
      ...versions.map((version) => toListedVersion(bucket, version)),
      ...markers.map((entry) => toListedVersion(bucket, entry, true)),
    ].filter((version) => isInScope(version, scope));
    marker = page.IsTruncated === true ? nextMarker(page) : undefined;
  }
}

function nextMarker({ NextKeyMarker: key, NextVersionIdMarker: versionId }: ListObjectVersionsCommandOutput) {
  return { KeyMarker: key && decodeListedKey(key), VersionIdMarker: versionId };
}

function toListedVersion(
  bucket: string,
  entry: S3ObjectVersion & DeleteMarkerEntry,
  isDeleteMarker = false,
): ListedVersion {
  const { Key: key = '', VersionId: versionId, StorageClass: storageClass, RestoreStatus: restored } = entry;
  const isReadable = restored?.IsRestoreInProgress === false && restored.RestoreExpiryDate !== undefined;
  return {
    source: sourceOf(bucket, decodeListedKey(key), versionId),
    isLatest: entry.IsLatest === true,
    isDeleteMarker,
    sizeBytes: entry.Size ?? 0,
    lastModified: entry.LastModified ?? new Date(0),
    eTag: entry.ETag?.replaceAll('"', ''),
    archive: isArchiveClass(storageClass) && !isReadable ? 'class' : undefined,
  };
}
