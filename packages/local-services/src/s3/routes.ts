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
import { type S3Request, header } from './protocol/s3-request.js';

/** Query parameters allowed in all requests: the operation name that SDKs add, and those of presigned URLs. */
const ignoredQueryNames = /^(?:x-id|x-amz-.*|AWSAccessKeyId|Signature|Expires)$/i;

/** Headers for features that this service does not have. */
const unsupportedHeaders =
  /^x-amz-(?:server-side-encryption-customer-|object-lock-|bucket-object-lock-enabled|grant-)/;

/** ACLs that grant full control to the owner and nothing else. */
const ownerOnlyAcls = new Set([undefined, 'private', 'bucket-owner-full-control']);

/**
 * Finds the route of a request. A route must know all parameters of the query, so that a request for an unsupported
 * sub-resource never has the effect of the request without it.
 *
 * @throws {@link S3Error} `NotImplemented` (501) if there is no route or a header is unsupported;
 * `AccessControlListNotSupported` for other ACLs than those of the owner.
 */
export function findRoute(request: S3Request): Route {
  const names = [...request.query.keys()].filter((name) => !ignoredQueryNames.test(name));
  const level = levelOf(request);
  const isCopy = header(request, 'x-amz-copy-source') !== undefined;
  const found = routes.find(
    (route) =>
      route.level === level &&
      route.method === request.method &&
      route.isCopy === isCopy &&
      route.requiredQuery.every((name) => names.includes(name)) &&
      names.every((name) => route.requiredQuery.includes(name) || route.optionalQuery.includes(name)),
  );
  const unsupported = Object.keys(request.headers).find((name) => unsupportedHeaders.test(name));
  if (found === undefined || unsupported !== undefined) {
    const what = [
      `${request.method} of a ${level}`,
      ...names,
      ...(unsupported === undefined ? [] : [unsupported]),
    ];
    throw new S3Error('NotImplemented', 501, `The local services do not support ${what.join(' with ')}.`);
  }
  if (!ownerOnlyAcls.has(header(request, 'x-amz-acl'))) {
    throw new S3Error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
  }
  return found;
}

function levelOf({ bucketName, key }: S3Request): Route['level'] {
  if (bucketName === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
}

/** The requests that belong to an operation. */
interface Route {
  readonly level: 'service' | 'bucket' | 'object';
  readonly method: string;
  readonly operation: S3Operation;
  /** Query parameters that select the operation. */
  readonly requiredQuery: readonly string[];
  /** Other query parameters that the operation supports. */
  readonly optionalQuery: readonly string[];
  /** Whether the request has `x-amz-copy-source`. */
  readonly isCopy: boolean;
}

type Level = Route['level'];

function route(
  [level, method, ...requiredQuery]: readonly [Level, string, ...string[]],
  operation: S3Operation,
  optionalQuery: readonly string[] = [],
): Route {
  return { level, method, operation, requiredQuery, optionalQuery, isCopy: false };
}

const copyRoute = (plain: Route): Route => ({ ...plain, isCopy: true });

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

/** All supported requests. */
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
  copyRoute(route(['object', 'PUT'], copyObject)),
  route(['object', 'GET'], getObject, reading),
  route(['object', 'HEAD'], headObject, reading),
  route(['object', 'DELETE'], deleteObject, ['versionId']),
  route(['object', 'GET', 'tagging'], getObjectTagging, ['versionId']),
  route(['object', 'PUT', 'tagging'], putObjectTagging, ['versionId']),
  route(['object', 'DELETE', 'tagging'], deleteObjectTagging, ['versionId']),
  route(['object', 'GET', 'acl'], getObjectAcl, ['versionId']),
  route(['object', 'POST', 'uploads'], createMultipartUpload),
  route(['object', 'PUT', 'uploadId', 'partNumber'], uploadPart),
  copyRoute(route(['object', 'PUT', 'uploadId', 'partNumber'], uploadPartCopy)),
  route(['object', 'POST', 'uploadId'], completeMultipartUpload),
  route(['object', 'DELETE', 'uploadId'], abortMultipartUpload),
  route(['object', 'GET', 'uploadId'], listParts, ['max-parts', 'part-number-marker']),
];
