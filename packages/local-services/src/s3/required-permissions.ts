import type { RequiredPermission } from '../network/authorize.js';
import type { OperationName } from './operation-inputs.js';
import { header, type S3Request } from './protocol/s3-request.js';

/**
 * Operations whose action has another name than the operation.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html (read 2026-11-29).
 */
const actions: Partial<Record<OperationName, string>> = {
  ListBuckets: 'ListAllMyBuckets',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  HeadObject: 'GetObject',
  PostObject: 'PutObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
};

/** Actions that have one of their own for a version of an object. */
const versionedActions = new Set([
  ...['GetObject', 'GetObjectAcl', 'GetObjectTagging', 'PutObjectTagging'],
  ...['DeleteObject', 'DeleteObjectTagging'],
]);

/** What the actions on a bucket's configuration are called, by the query parameter that selects it. */
const configurations: Readonly<Record<string, string>> = {
  accelerate: 'AccelerateConfiguration',
  cors: 'BucketCORS',
  encryption: 'EncryptionConfiguration',
  lifecycle: 'LifecycleConfiguration',
  logging: 'BucketLogging',
  notification: 'BucketNotification',
  'object-lock': 'BucketObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  publicAccessBlock: 'BucketPublicAccessBlock',
  replication: 'ReplicationConfiguration',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  website: 'BucketWebsite',
};

/**
 * The permissions that a request needs. That of DeleteObjects depends on its body: it needs `s3:DeleteObject` for each key.
 *
 * @param selecting - Query parameters that selected the operation.
 */
export function requiredPermissions(
  request: S3Request,
  operation: OperationName,
  selecting: readonly string[],
): readonly RequiredPermission[] {
  if (operation === 'DeleteObjects') return [];
  const action = actionOf(request, operation, selecting);
  return [
    { action: `s3:${action}`, resource: resourceOf(request), context: contextOf(request) },
    ...permissionsOfHeaders(request),
  ];
}

function actionOf(request: S3Request, operation: OperationName, [selected = '']: readonly string[]): string {
  const configuration = request.key === undefined ? configurations[selected] : undefined;
  if (configuration !== undefined) return `${configurationVerb(operation, selected)}${configuration}`;
  const action = actions[operation] ?? operation;
  return request.query.has('versionId') && versionedActions.has(action)
    ? action.replace('Object', 'ObjectVersion')
    : action;
}

/** Removing a configuration is an action of its own for two of them. */
function configurationVerb(operation: OperationName, selected: string): string {
  if (operation === 'DeleteBucketConfiguration')
    return /^(policy|website)$/.test(selected) ? 'Delete' : 'Put';
  return operation === 'GetBucketConfiguration' ? 'Get' : 'Put';
}

/** A copy reads its source; tags, the ACL of an object and a condition on the ETag need permissions of their own. */
function permissionsOfHeaders(request: S3Request): readonly RequiredPermission[] {
  const [path = '', query = ''] = (header(request, 'x-amz-copy-source') ?? '').split('?');
  const source = decodeURIComponent(path).replace(/^\//, '');
  const action = new URLSearchParams(query).has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject';
  return [
    ...(source === '' ? [] : [{ action, resource: `arn:aws:s3:::${source}` }]),
    ...actionsOfHeaders(request).map((each) => ({ action: each, resource: resourceOf(request) })),
  ];
}

/**
 * Source, also for the condition: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html (read 2026-11-29).
 */
function actionsOfHeaders(request: S3Request): string[] {
  const ifMatch = request.method === 'DELETE' ? header(request, 'if-match') : undefined;
  const isObject = request.key !== undefined;
  return [
    ...(header(request, 'x-amz-tagging') === undefined ? [] : ['s3:PutObjectTagging']),
    ...(isObject && header(request, 'x-amz-acl') !== undefined ? ['s3:PutObjectAcl'] : []),
    ...(isObject && ifMatch !== undefined && ifMatch !== '*' ? ['s3:GetObject'] : []),
  ];
}

function resourceOf({ bucketName, key }: S3Request): string {
  if (bucketName === undefined) return '*';
  return `arn:aws:s3:::${bucketName}${key === undefined ? '' : `/${key}`}`;
}

/** Request headers that are condition keys of a write, by the names that policies use for them. */
const headerKeys = [
  'x-amz-acl',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
];

function contextOf(request: S3Request): Readonly<Record<string, string | null>> {
  const parameters = ['prefix', 'delimiter', 'max-keys'].map((name) => [
    `s3:${name}`,
    request.query.get(name),
  ]);
  const headers = headerKeys.map((name) => [`s3:${name}`, header(request, name) ?? null]);
  return {
    ...(Object.fromEntries([...parameters, ...headers]) as Record<string, string | null>),
    's3:VersionId': request.query.get('versionId'),
  };
}
