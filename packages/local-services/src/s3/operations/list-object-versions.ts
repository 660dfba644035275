import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import { type KeyEntry, listKeys } from '../bucket/list-keys.js';
import type { ObjectVersion } from '../object/object-version.js';
import type { S3Request } from '../protocol/s3-request.js';
import { xmlDate, xmlResponse } from '../protocol/s3-response.js';
import { type ListParameters, readListParameters } from './list-parameters.js';
import { requestedBucket, type S3Operation } from './operation.js';

/** An entry of the listing: a version or a common prefix. */
interface VersionEntry {
  readonly name: string;
  readonly version?: ObjectVersion;
  readonly isLatest?: boolean;
}

/** ListObjectVersions: a page of versions and delete markers by key, the newest version of each key first. */
export const listObjectVersions: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const parameters = readListParameters(request, 'max-keys');
  const { limit, encodeName } = parameters;
  const start = readStart(request);
  const entries = listEntries(bucket, parameters, start);
  const page = entries.slice(0, limit);
  const last = entries.length > limit ? page.at(-1) : undefined;
  const owner = { ID: storage.options.accountId };
  return xmlResponse('ListVersionsResult', {
    Name: bucket.name,
    Prefix: encodeName(parameters.prefix),
    Delimiter: parameters.delimiter === '' ? undefined : encodeName(parameters.delimiter),
    KeyMarker: encodeName(start.key),
    VersionIdMarker: start.versionId ?? '',
    NextKeyMarker: last && encodeName(last.name),
    NextVersionIdMarker: last?.version?.versionId,
    MaxKeys: limit,
    EncodingType: parameters.encodingType,
    IsTruncated: last !== undefined,
    Version: page
      .filter(({ version }) => version?.deleteMarker === false)
      .map((entry) => versionElement(entry, encodeName, owner)),
    DeleteMarker: page
      .filter(({ version }) => version?.deleteMarker)
      .map((entry) => versionElement(entry, encodeName, owner)),
    CommonPrefixes: page.filter(({ version }) => !version).map(({ name }) => ({ Prefix: encodeName(name) })),
  });
};

interface Start {
  readonly key: string;
  readonly versionId: string | undefined;
}

function readStart({ query }: S3Request): Start {
  const key = query.get('key-marker') ?? '';
  const versionId = query.get('version-id-marker') ?? undefined;
  if (versionId && key === '') {
    throw new S3Error(
      'InvalidArgument',
      400,
      'A version-id marker cannot be specified without a key marker.',
    );
  }
  return { key, versionId: versionId === '' ? undefined : versionId };
}

/** Entries from `start` on. More than `limit` entries mean that the page is truncated. */
function listEntries(
  bucket: Bucket,
  { prefix, delimiter, limit }: ListParameters,
  start: Start,
): VersionEntry[] {
  if (limit === 0) return [];
  const entries: VersionEntry[] = start.versionId === undefined ? [] : restOfHistory(bucket, start);
  const page = listKeys({
    keys: bucket.keys,
    prefix,
    delimiter,
    after: start.key,
    limit: limit + 1,
    accepts: () => true,
  });
  for (const entry of page.entries) {
    entries.push(...toEntries(bucket, entry));
    if (entries.length > limit) break;
  }
  return entries;
}

function restOfHistory(bucket: Bucket, { key, versionId }: Start): VersionEntry[] {
  const entries = toEntries(bucket, { type: 'key', name: key });
  return entries.slice(entries.findIndex(({ version }) => version?.versionId === versionId) + 1);
}

function toEntries(bucket: Bucket, { type, name }: KeyEntry): VersionEntry[] {
  if (type === 'commonPrefix') return [{ name }];
  return bucket.history(name).map((version, index) => ({ name, version, isLatest: index === 0 }));
}

function versionElement(
  { version, isLatest }: VersionEntry,
  encodeName: ListParameters['encodeName'],
  owner: { readonly ID: string },
) {
  if (version === undefined) return undefined;
  const identity = {
    Key: encodeName(version.key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: xmlDate(version.lastModifiedMillis),
    Owner: { ...owner },
  };
  if (version.deleteMarker) return identity;
  return {
    ...identity,
    ETag: `"${version.eTag}"`,
    Size: version.body.size,
    StorageClass: version.headers['x-amz-storage-class'] ?? 'STANDARD',
  };
}
