import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import { readText } from '../request/request-body.js';
import { parseXml, renderXml } from '../request/xml.js';
import { type S3Operation, requestedBucket } from './operation.js';

/** A bucket's sub-resource that is kept as it is put, and given back the same. Nothing here acts on what it says. */
export interface BucketConfiguration {
  /** Its name in the query. */
  readonly name: string;
  /** The root element of its XML; absent for one that is JSON. */
  readonly root?: string;
  /** What a read gives while there is none: an error's code, or a document. */
  readonly absent: { readonly code: string } | { readonly document: string };
  /** Whether it can be deleted by itself. */
  readonly deletable: boolean;
}

const missing = (name: string, root: string, code: string): BucketConfiguration => ({
  name,
  root,
  absent: { code },
  deletable: true,
});

const standing = (
  name: string,
  root: string,
  document = renderXml(root, undefined),
): BucketConfiguration => ({
  name,
  root,
  absent: { document },
  deletable: false,
});

/** What a new bucket has since 2023. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
const standardEncryption = renderXml('ServerSideEncryptionConfiguration', {
  Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
});

const standardOwnership = renderXml('OwnershipControls', {
  Rule: { ObjectOwnership: 'BucketOwnerEnforced' },
});

/** All of them. */
export const bucketConfigurations: readonly BucketConfiguration[] = [
  standing('accelerate', 'AccelerateConfiguration'),
  missing('cors', 'CORSConfiguration', 'NoSuchCORSConfiguration'),
  { ...standing('encryption', 'ServerSideEncryptionConfiguration', standardEncryption), deletable: true },
  missing('lifecycle', 'LifecycleConfiguration', 'NoSuchLifecycleConfiguration'),
  standing('logging', 'BucketLoggingStatus'),
  standing('notification', 'NotificationConfiguration'),
  missing('object-lock', 'ObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError'),
  { ...standing('ownershipControls', 'OwnershipControls', standardOwnership), deletable: true },
  { name: 'policy', absent: { code: 'NoSuchBucketPolicy' }, deletable: true },
  missing('publicAccessBlock', 'PublicAccessBlockConfiguration', 'NoSuchPublicAccessBlockConfiguration'),
  missing('replication', 'ReplicationConfiguration', 'ReplicationConfigurationNotFoundError'),
  standing(
    'requestPayment',
    'RequestPaymentConfiguration',
    renderXml('RequestPaymentConfiguration', { Payer: 'BucketOwner' }),
  ),
  missing('tagging', 'Tagging', 'NoSuchTagSet'),
  missing('website', 'WebsiteConfiguration', 'NoSuchWebsiteConfiguration'),
];

/** Reads a configuration. */
export function getConfiguration(configuration: BucketConfiguration): S3Operation {
  return (request, storage) => {
    const bucket = requestedBucket(request, storage);
    const body = bucket.configurations.get(configuration.name) ?? documentIfAbsent(bucket, configuration);
    const contentType = configuration.root === undefined ? 'application/json' : 'application/xml';
    return { status: 200, headers: { 'content-type': contentType }, body };
  };
}

/** Puts a configuration, if it has the form it must have. */
export function putConfiguration({ name, root }: BucketConfiguration): S3Operation {
  return async (request, storage) => {
    const bucket = requestedBucket(request, storage);
    const text = await readText(request);
    if (root === undefined) checkJson(text);
    else parseXml(text, root);
    bucket.configurations.set(name, text);
    return { status: root === undefined ? 204 : 200 };
  };
}

/** Takes a configuration away. */
export function deleteConfiguration({ name }: BucketConfiguration): S3Operation {
  return (request, storage) => {
    requestedBucket(request, storage).configurations.delete(name);
    return { status: 204 };
  };
}

function documentIfAbsent(bucket: Bucket, { name, absent }: BucketConfiguration): string {
  if ('document' in absent) return absent.document;
  throw new S3Error(absent.code, 404, `The bucket has no ${name} configuration.`, {
    BucketName: bucket.name,
  });
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new S3Error('MalformedPolicy', 400, 'Policies must be valid JSON and the first byte must be {');
  }
}
