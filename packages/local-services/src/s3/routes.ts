import { S3Error } from '../errors.js';
import {
  bucketConfigurations,
  deleteConfiguration,
  getConfiguration,
  putConfiguration,
} from './operations/bucket-configuration.js';
import {
  createBucket,
  deleteBucket,
  getBucketAcl,
  getBucketLocation,
  getBucketVersioning,
  getObjectAcl,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './operations/buckets.js';
import { completeMultipartUpload } from './operations/complete-multipart-upload.js';
import { copyObject } from './operations/copy-object.js';
import { deleteObject, deleteObjects } from './operations/delete-objects.js';
import { getObject, headObject } from './operations/get-object.js';
import { listObjectVersions } from './operations/list-object-versions.js';
import { listObjects, listObjectsV2 } from './operations/list-objects.js';
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
} from './operations/multipart-uploads.js';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './operations/object-tagging.js';
import type { S3Operation } from './operations/operation.js';
import { postObject } from './operations/post-object.js';
import { putObject } from './operations/put-object.js';
import { uploadPart, uploadPartCopy } from './operations/upload-part.js';
import { type S3Request, header } from './request/s3-request.js';

/** Names that any query may have: the operation's, as SDKs note it, and a presigned link's. */
const alwaysTaken = /^(?:x-id|x-amz-.*|AWSAccessKeyId|Signature|Expires)$/i;

/** Headers that ask for something this service would only pretend to do. */
const refusedHeaders =
  /^x-amz-(?:server-side-encryption-customer-|object-lock-|bucket-object-lock-enabled|grant-)/;

/** Access lists that say no more than that the owner may do everything. */
const harmlessAcls = new Set([undefined, 'private', 'bucket-owner-full-control']);

/**
 * The route of a request. It must know every name of the query: a sub-resource that is not served never acts as the
 * plain request would.
 *
 * @throws {@link S3Error} `NotImplemented` (501) if none does; `AccessControlListNotSupported`.
 */
export function findRoute(request: S3Request): Route {
  const names = [...request.query.keys()].filter((name) => !alwaysTaken.test(name));
  const level = levelOf(request);
  const copies = header(request, 'x-amz-copy-source') !== undefined;
  const found = routes.find(
    (route) =>
      route.level === level &&
      route.method === request.method &&
      route.copies === copies &&
      route.needs.every((name) => names.includes(name)) &&
      names.every((name) => route.needs.includes(name) || route.takes.includes(name)),
  );
  const refused = Object.keys(request.headers).find((name) => refusedHeaders.test(name));
  if (found === undefined || refused !== undefined) {
    const what = [`${request.method} of a ${level}`, ...names, ...(refused === undefined ? [] : [refused])];
    throw new S3Error('NotImplemented', 501, `These local services do not serve ${what.join(' with ')}.`);
  }
  if (!harmlessAcls.has(header(request, 'x-amz-acl'))) {
    throw new S3Error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
  }
  return found;
}

function levelOf({ bucketName, key }: S3Request): Route['level'] {
  if (bucketName === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
}

/** How a request is known to ask for an operation. */
interface Route {
  readonly level: 'service' | 'bucket' | 'object';
  readonly method: string;
  readonly operation: S3Operation;
  /** Names in the query that make it this operation. */
  readonly needs: readonly string[];
  /** Other names that the query may have. */
  readonly takes: readonly string[];
  /** Whether it copies: `x-amz-copy-source` is there. */
  readonly copies: boolean;
}

type Level = Route['level'];

function route(
  [level, method, ...needs]: readonly [Level, string, ...string[]],
  operation: S3Operation,
  takes: readonly string[] = [],
): Route {
  return { level, method, operation, needs, takes, copies: false };
}

const copying = (plain: Route): Route => ({ ...plain, copies: true });

const listing = ['prefix', 'delimiter', 'encoding-type'];
const reading = [
  'versionId',
  'partNumber',
  ...[
    'cache-control',
    'content-disposition',
    'content-encoding',
    'content-language',
    'content-type',
    'expires',
  ].map((name) => `response-${name}`),
];

const configurationRoutes = bucketConfigurations.flatMap((configuration) => {
  const { name, deletable } = configuration;
  return [
    route(['bucket', 'GET', name], getConfiguration(configuration)),
    route(['bucket', 'PUT', name], putConfiguration(configuration)),
    ...(deletable ? [route(['bucket', 'DELETE', name], deleteConfiguration(configuration))] : []),
  ];
});

/** All that is served. A request whose query has a name that its route does not know is answered 501. */
const routes: readonly Route[] = [
  route(['service', 'GET'], listBuckets),
  route(['bucket', 'PUT'], createBucket),
  route(['bucket', 'HEAD'], headBucket),
  route(['bucket', 'DELETE'], deleteBucket),
  route(['bucket', 'GET'], listObjects, [...listing, 'marker', 'max-keys', 'fetch-owner']),
  route(['bucket', 'GET', 'list-type'], listObjectsV2, [
    ...listing,
    ...['continuation-token', 'start-after', 'max-keys', 'fetch-owner'],
  ]),
  route(['bucket', 'GET', 'versions'], listObjectVersions, [
    ...listing,
    ...['key-marker', 'version-id-marker', 'max-keys'],
  ]),
  route(['bucket', 'GET', 'uploads'], listMultipartUploads, [
    ...['prefix', 'encoding-type', 'key-marker', 'upload-id-marker', 'max-uploads'],
  ]),
  route(['bucket', 'POST'], postObject),
  route(['bucket', 'POST', 'delete'], deleteObjects),
  route(['bucket', 'GET', 'versioning'], getBucketVersioning),
  route(['bucket', 'PUT', 'versioning'], putBucketVersioning),
  route(['bucket', 'GET', 'location'], getBucketLocation),
  route(['bucket', 'GET', 'acl'], getBucketAcl),
  ...configurationRoutes,
  route(['object', 'PUT'], putObject),
  copying(route(['object', 'PUT'], copyObject)),
  route(['object', 'GET'], getObject, reading),
  route(['object', 'HEAD'], headObject, reading),
  route(['object', 'DELETE'], deleteObject, ['versionId']),
  route(['object', 'GET', 'tagging'], getObjectTagging, ['versionId']),
  route(['object', 'PUT', 'tagging'], putObjectTagging, ['versionId']),
  route(['object', 'DELETE', 'tagging'], deleteObjectTagging, ['versionId']),
  route(['object', 'GET', 'acl'], getObjectAcl, ['versionId']),
  route(['object', 'POST', 'uploads'], createMultipartUpload),
  route(['object', 'PUT', 'uploadId', 'partNumber'], uploadPart),
  copying(route(['object', 'PUT', 'uploadId', 'partNumber'], uploadPartCopy)),
  route(['object', 'POST', 'uploadId'], completeMultipartUpload),
  route(['object', 'DELETE', 'uploadId'], abortMultipartUpload),
  route(['object', 'GET', 'uploadId'], listParts, ['max-parts', 'part-number-marker']),
];
