import type { Bucket } from '../bucket/bucket.js';
import { type KeyPage, listKeys } from '../bucket/list-keys.js';
import type { Storage } from '../bucket/storage.js';
import { xmlDate, xmlResponse } from '../protocol/s3-response.js';
import { type ListParameters, readListParameters, readToken, writeToken } from './list-parameters.js';
import { requestedBucket, type S3Operation } from './operation.js';

/** ListObjects (version 1). The page starts after `marker`. */
export const listObjects: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const parameters = readListParameters(request, 'max-keys');
  const marker = request.query.get('marker') ?? '';
  const page = listPage(bucket, parameters, marker);
  return xmlResponse('ListBucketResult', {
    ...commonElements(bucket, parameters, page),
    Marker: parameters.encodeName(marker),
    NextMarker: page.isTruncated ? parameters.encodeName(page.entries.at(-1)?.name ?? '') : undefined,
    ...pageElements(bucket, page, { encodeName: parameters.encodeName, owner: ownerOf(storage) }),
  });
};

/** ListObjectsV2. The page starts at an opaque token, or after `start-after`. */
export const listObjectsV2: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const parameters = readListParameters(request, 'max-keys');
  const token = request.query.get('continuation-token') ?? undefined;
  const startAfter = request.query.get('start-after') ?? undefined;
  const page = listPage(bucket, parameters, token === undefined ? (startAfter ?? '') : readToken(token));
  const owner = request.query.get('fetch-owner') === 'true' ? ownerOf(storage) : undefined;
  return xmlResponse('ListBucketResult', {
    ...commonElements(bucket, parameters, page),
    KeyCount: page.entries.length,
    ContinuationToken: token,
    NextContinuationToken: page.isTruncated ? writeToken(page.entries.at(-1)?.name ?? '') : undefined,
    StartAfter: startAfter === undefined ? undefined : parameters.encodeName(startAfter),
    ...pageElements(bucket, page, { encodeName: parameters.encodeName, owner }),
  });
};

function listPage(bucket: Bucket, { prefix, delimiter, limit }: ListParameters, after: string): KeyPage {
  if (limit === 0) return { entries: [], isTruncated: false };
  const accepts = (key: string) => bucket.current(key) !== undefined;
  return listKeys({ keys: bucket.keys, prefix, delimiter, limit, after, accepts });
}

function commonElements(
  bucket: Bucket,
  { prefix, delimiter, limit, encodeName, encodingType }: ListParameters,
  page: KeyPage,
) {
  return {
    Name: bucket.name,
    Prefix: encodeName(prefix),
    Delimiter: delimiter === '' ? undefined : encodeName(delimiter),
    MaxKeys: limit,
    EncodingType: encodingType,
    IsTruncated: page.isTruncated,
  };
}

interface Owner {
  readonly ID: string;
}

const ownerOf = ({ options }: Storage): Owner => ({ ID: options.accountId });

interface ElementOptions extends Pick<ListParameters, 'encodeName'> {
  /** Not listed if undefined. */
  readonly owner: Owner | undefined;
}

function pageElements(bucket: Bucket, { entries }: KeyPage, { encodeName, owner }: ElementOptions) {
  return {
    Contents: entries.flatMap(({ type, name }) => {
      const object = type === 'key' ? bucket.current(name) : undefined;
      return object === undefined ? [] : [contentElement(object, encodeName(name), owner)];
    }),
    CommonPrefixes: entries
      .filter(({ type }) => type === 'commonPrefix')
      .map(({ name }) => ({ Prefix: encodeName(name) })),
  };
}

function contentElement(
  object: NonNullable<ReturnType<Bucket['current']>>,
  key: string,
  owner: Owner | undefined,
) {
  return {
    Key: key,
    LastModified: xmlDate(object.lastModifiedMillis),
    ETag: `"${object.eTag}"`,
    ChecksumAlgorithm: object.checksum?.algorithm,
    ChecksumType: object.checksum?.type,
    Size: object.body.size,
    Owner: owner && { ...owner },
    StorageClass: object.headers['x-amz-storage-class'] ?? 'STANDARD',
  };
}
