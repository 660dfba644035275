import { S3Error } from '../errors.js';
import { checkInputs } from './check-inputs.js';
import type { OperationName } from './operation-inputs.js';
import {
  bucketConfigurations,
  deleteConfiguration,
  getConfiguration,
  putConfiguration,
} from './operations/bucket-configuration.js';
import {
  deleteBucket,
  getBucketAcl,
  getBucketLocation,
  getBucketVersioning,
  getObjectAcl,
  headBucket,
  putBucketVersioning,
} from './operations/buckets.js';
import { completeMultipartUpload } from './operations/complete-multipart-upload.js';
import { copyObject } from './operations/copy-object.js';
import { createBucket } from './operations/create-bucket.js';
import { deleteObject, deleteObjects } from './operations/delete-objects.js';
import { getObject, headObject } from './operations/get-object.js';
import { listBuckets } from './operations/list-buckets.js';
import { listObjectVersions } from './operations/list-object-versions.js';
import { listObjects, listObjectsV2 } from './operations/list-objects.js';
import { listMultipartUploads, listParts } from './operations/multipart-listings.js';
import { abortMultipartUpload, createMultipartUpload } from './operations/multipart-uploads.js';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './operations/object-tagging.js';
import type { S3Operation } from './operations/operation.js';
import { postObject } from './operations/post-object.js';
import { putObject } from './operations/put-object.js';
import { withTransitionMinimumSize } from './operations/transition-minimum-size.js';
import { uploadPart, uploadPartCopy } from './operations/upload-part.js';
import { type S3Request, header } from './protocol/s3-request.js';

/** ACLs that grant full control to the owner and nothing else. */
const ownerOnlyAcls = new Set([undefined, 'private', 'bucket-owner-full-control']);

/**
 * Finds the route of a request, which must know all its parameters and headers (`operation-inputs.ts`).
 *
 * @throws {@link S3Error} `NotImplemented` (501) if there is no route, or it does not know a parameter or a header;
 * `AccessControlListNotSupported` for other ACLs than those of the owner.
 */
export function findRoute(request: S3Request): Route {
  const level = levelOf(request);
  const isCopy = header(request, 'x-amz-copy-source') !== undefined;
  const found = routes.find(
    (route) =>
      route.level === level &&
      route.method === request.method &&
      route.isCopy === isCopy &&
      route.selecting.every((name) => request.query.has(name)),
  );
  if (found === undefined) throw withoutRoute(request, level, isCopy);
  checkInputs(request, found.name, found.selecting);
  if (!ownerOnlyAcls.has(header(request, 'x-amz-acl'))) {
    throw new S3Error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
  }
  return found;
}

function withoutRoute({ method }: S3Request, level: Level, isCopy: boolean): S3Error {
  const what = `${method} of a ${level}${isCopy ? ' with x-amz-copy-source' : ''}`;
  return new S3Error('NotImplemented', 501, `The local services do not support ${what}.`);
}

function levelOf({ bucketName, key }: S3Request): Route['level'] {
  if (bucketName === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
}

/** The requests that belong to an operation. */
interface Route {
  readonly name: OperationName;
  readonly level: 'service' | 'bucket' | 'object';
  readonly method: string;
  readonly operation: S3Operation;
  /** Query parameters that select the operation. */
  readonly selecting: readonly string[];
  /** Whether the request has `x-amz-copy-source`. */
  readonly isCopy: boolean;
}

type Level = Route['level'];

function route(
  name: OperationName,
  [level, method, ...selecting]: readonly [Level, string, ...string[]],
  operation: S3Operation,
): Route {
  return { name, level, method, operation, selecting, isCopy: false };
}

const copyRoute = (plain: Route): Route => ({ ...plain, isCopy: true });

/** Configurations with headers of their own. */
const putConfigurationNames: Readonly<Record<string, OperationName>> = {
  lifecycle: 'PutBucketLifecycleConfiguration',
  notification: 'PutBucketNotificationConfiguration',
  policy: 'PutBucketPolicy',
};

const configurationRoutes = bucketConfigurations.flatMap((configuration) => {
  const { name, deletable } = configuration;
  const putName = putConfigurationNames[name] ?? 'PutBucketConfiguration';
  const deletion = deleteConfiguration(configuration);
  const extend = name === 'lifecycle' ? withTransitionMinimumSize : (operation: S3Operation) => operation;
  return [
    route('GetBucketConfiguration', ['bucket', 'GET', name], extend(getConfiguration(configuration))),
    route(putName, ['bucket', 'PUT', name], extend(putConfiguration(configuration))),
    ...(deletable ? [route('DeleteBucketConfiguration', ['bucket', 'DELETE', name], deletion)] : []),
  ];
});

/** All supported requests. A route with more selecting parameters stands before those with fewer. */
const routes: readonly Route[] = [
  route('UploadPart', ['object', 'PUT', 'uploadId', 'partNumber'], uploadPart),
  copyRoute(route('UploadPartCopy', ['object', 'PUT', 'uploadId', 'partNumber'], uploadPartCopy)),
  ...configurationRoutes,
  route('ListObjectsV2', ['bucket', 'GET', 'list-type'], listObjectsV2),
  route('ListObjectVersions', ['bucket', 'GET', 'versions'], listObjectVersions),
  route('ListMultipartUploads', ['bucket', 'GET', 'uploads'], listMultipartUploads),
  route('DeleteObjects', ['bucket', 'POST', 'delete'], deleteObjects),
  route('GetBucketVersioning', ['bucket', 'GET', 'versioning'], getBucketVersioning),
  route('PutBucketVersioning', ['bucket', 'PUT', 'versioning'], putBucketVersioning),
  route('GetBucketLocation', ['bucket', 'GET', 'location'], getBucketLocation),
  route('GetBucketAcl', ['bucket', 'GET', 'acl'], getBucketAcl),
  route('GetObjectTagging', ['object', 'GET', 'tagging'], getObjectTagging),
  route('PutObjectTagging', ['object', 'PUT', 'tagging'], putObjectTagging),
  route('DeleteObjectTagging', ['object', 'DELETE', 'tagging'], deleteObjectTagging),
  route('GetObjectAcl', ['object', 'GET', 'acl'], getObjectAcl),
  route('CreateMultipartUpload', ['object', 'POST', 'uploads'], createMultipartUpload),
  route('CompleteMultipartUpload', ['object', 'POST', 'uploadId'], completeMultipartUpload),
  route('AbortMultipartUpload', ['object', 'DELETE', 'uploadId'], abortMultipartUpload),
  route('ListParts', ['object', 'GET', 'uploadId'], listParts),
  route('ListBuckets', ['service', 'GET'], listBuckets),
  route('CreateBucket', ['bucket', 'PUT'], createBucket),
  route('HeadBucket', ['bucket', 'HEAD'], headBucket),
  route('DeleteBucket', ['bucket', 'DELETE'], deleteBucket),
  route('ListObjects', ['bucket', 'GET'], listObjects),
  route('PostObject', ['bucket', 'POST'], postObject),
  route('PutObject', ['object', 'PUT'], putObject),
  copyRoute(route('CopyObject', ['object', 'PUT'], copyObject)),
  route('GetObject', ['object', 'GET'], getObject),
  route('HeadObject', ['object', 'HEAD'], headObject),
  route('DeleteObject', ['object', 'DELETE'], deleteObject),
];
