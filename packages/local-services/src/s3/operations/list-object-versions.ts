import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import { type KeyEntry, listKeys } from '../bucket/list-keys.js';
import type { ObjectVersion } from '../object/object-version.js';
import type { S3Request } from '../request/s3-request.js';
import { type ListParameters, readListParameters } from './list-parameters.js';
import { type S3Operation, requestedBucket, xmlAnswer } from './operation.js';

/** One line of the listing: a version, or a common prefix. */
interface Line {
  readonly name: string;
  readonly version?: ObjectVersion;
  readonly isLatest?: boolean;
}

/** A page of versions and delete markers: by key, the newest of each key first. */
export const listObjectVersions: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const parameters = readListParameters(request, 'max-keys');
  const { limit, shown } = parameters;
  const start = readStart(request);
  const lines = listLines(bucket, parameters, start);
  const page = lines.slice(0, limit);
  const last = lines.length > limit ? page.at(-1) : undefined;
  const owner = { ID: storage.options.accountId };
  return xmlAnswer('ListVersionsResult', {
    Name: bucket.name,
    Prefix: shown(parameters.prefix),
    Delimiter: parameters.delimiter === '' ? undefined : shown(parameters.delimiter),
    KeyMarker: shown(start.key),
    VersionIdMarker: start.versionId ?? '',
    NextKeyMarker: last && shown(last.name),
    NextVersionIdMarker: last?.version?.versionId,
    MaxKeys: limit,
    EncodingType: parameters.encodingType,
    IsTruncated: last !== undefined,
    Version: page
      .filter(({ version }) => version?.deleteMarker === false)
      .map((line) => versionElement(line, shown, owner)),
    DeleteMarker: page
      .filter(({ version }) => version?.deleteMarker)
      .map((line) => versionElement(line, shown, owner)),
    CommonPrefixes: page.filter(({ version }) => !version).map(({ name }) => ({ Prefix: shown(name) })),
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

/** Up to one line more than the page takes: that one tells that there is more. */
function listLines(bucket: Bucket, { prefix, delimiter, limit }: ListParameters, start: Start): Line[] {
  if (limit === 0) return [];
  const lines: Line[] = start.versionId === undefined ? [] : restOfHistory(bucket, start);
  const { entries } = listKeys({
    keys: bucket.keys,
    prefix,
    delimiter,
    after: start.key,
    limit: limit + 1,
    accepts: () => true,
  });
  for (const entry of entries) {
    lines.push(...entryLines(bucket, entry));
    if (lines.length > limit) break;
  }
  return lines;
}

function restOfHistory(bucket: Bucket, { key, versionId }: Start): Line[] {
  const lines = entryLines(bucket, { type: 'key', name: key });
  return lines.slice(lines.findIndex(({ version }) => version?.versionId === versionId) + 1);
}

function entryLines(bucket: Bucket, { type, name }: KeyEntry): Line[] {
  if (type === 'commonPrefix') return [{ name }];
  return bucket.history(name).map((version, index) => ({ name, version, isLatest: index === 0 }));
}

function versionElement(
  { version, isLatest }: Line,
  shown: ListParameters['shown'],
  owner: { readonly ID: string },
) {
  if (version === undefined) return undefined;
  const identity = {
    Key: shown(version.key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: new Date(version.lastModifiedMillis).toISOString(),
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
