import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import { readBucketTags } from '../protocol/bucket-tags.js';
import { parseCorsRules } from '../protocol/cors-configuration.js';
import { normalizeLifecycle } from '../protocol/lifecycle-configuration.js';
import { normalizeNotification } from '../protocol/notification-configuration.js';
import { readBodyString } from '../protocol/request-body.js';
import { parseXml, renderXml } from '../protocol/xml.js';
import { requestedBucket, type S3Operation } from './operation.js';

/** A sub-resource of a bucket that is stored and returned. Only `cors` has an effect. */
export interface BucketConfiguration {
  /** Name in the query. */
  readonly name: string;
  /** Root element of the XML. Absent for JSON. */
  readonly root?: string;
  /** Response to GET while none is stored: an error code or a document. */
  readonly absent: { readonly code: string } | { readonly document: string };
  /** Whether DELETE is supported. */
  readonly deletable: boolean;
  /** Error code of GET after a DELETE, if it is not the response while none was stored. */
  readonly deleted?: string;
}

const withoutDefault = (name: string, root: string, code: string): BucketConfiguration => ({
  name,
  root,
  absent: { code },
  deletable: true,
});

const withDefault = (
  name: string,
  root: string,
  document = renderXml(root, undefined),
): BucketConfiguration => ({
  name,
  root,
  absent: { document },
  deletable: false,
});

/** Default of all new buckets since 2023. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
const defaultEncryption = renderXml('ServerSideEncryptionConfiguration', {
  Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
});

const defaultOwnership = renderXml('OwnershipControls', {
  Rule: { ObjectOwnership: 'BucketOwnerEnforced' },
});

/** All supported configurations. */
export const bucketConfigurations: readonly BucketConfiguration[] = [
  withDefault('accelerate', 'AccelerateConfiguration'),
  withoutDefault('cors', 'CORSConfiguration', 'NoSuchCORSConfiguration'),
  { ...withDefault('encryption', 'ServerSideEncryptionConfiguration', defaultEncryption), deletable: true },
  withoutDefault('lifecycle', 'LifecycleConfiguration', 'NoSuchLifecycleConfiguration'),
  withDefault('logging', 'BucketLoggingStatus'),
  withDefault('notification', 'NotificationConfiguration'),
  withoutDefault('object-lock', 'ObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError'),
  {
    ...withDefault('ownershipControls', 'OwnershipControls', defaultOwnership),
    ...{ deletable: true, deleted: 'OwnershipControlsNotFoundError' },
  },
  { name: 'policy', absent: { code: 'NoSuchBucketPolicy' }, deletable: true },
  withoutDefault(
    'publicAccessBlock',
    'PublicAccessBlockConfiguration',
    'NoSuchPublicAccessBlockConfiguration',
  ),
  withoutDefault('replication', 'ReplicationConfiguration', 'ReplicationConfigurationNotFoundError'),
  withDefault(
    'requestPayment',
    'RequestPaymentConfiguration',
    renderXml('RequestPaymentConfiguration', { Payer: 'BucketOwner' }),
  ),
  withoutDefault('tagging', 'Tagging', 'NoSuchTagSet'),
  withoutDefault('website', 'WebsiteConfiguration', 'NoSuchWebsiteConfiguration'),
];

/** GET of a configuration. */
export function getConfiguration(configuration: BucketConfiguration): S3Operation {
  return (request, storage) => {
    const bucket = requestedBucket(request, storage);
    const body = storedDocument(bucket, configuration) ?? defaultDocument(bucket, configuration);
    const contentType = configuration.root === undefined ? 'application/json' : 'application/xml';
    return { status: 200, headers: { 'content-type': contentType }, body };
  };
}

/** Validates a document and returns what to store. An empty string stores nothing. */
type Normalizer = (document: string, region: string) => string;

/** The other documents are stored unchanged. */
const normalizers: Readonly<Record<string, Normalizer>> = {
  cors: (document) => {
    parseCorsRules(document);
    return document;
  },
  lifecycle: (document) => normalizeLifecycle(parseXml(document, 'LifecycleConfiguration')),
  notification: (document, region) =>
    normalizeNotification(parseXml(document, 'NotificationConfiguration'), region),
  tagging: (document) => {
    const sets = parseXml(document, 'Tagging').elements('TagSet');
    const tags = readBucketTags(
      sets.flatMap((set) => set.elements('Tag')),
      'PutBucketTagging',
    );
    return tags.length === 0 ? '' : document;
  },
};

/** PUT of a configuration. Validates the root element of XML, the syntax of JSON, and what {@link normalizers} check. */
export function putConfiguration({ name, root }: BucketConfiguration): S3Operation {
  return async (request, storage) => {
    const bucket = requestedBucket(request, storage);
    const document = await readBodyString(request);
    if (root === undefined) checkJson(document);
    else parseXml(document, root);
    if (name === 'object-lock') requireVersioning(bucket);
    const stored = normalizers[name]?.(document, storage.options.region) ?? document;
    if (stored === '') bucket.configurations.delete(name);
    else bucket.configurations.set(name, stored);
    return { status: root === undefined || name === 'tagging' ? 204 : 200 };
  };
}

/** Source: ceph/s3-tests, test_object_lock_put_obj_lock_enable_after_create. */
function requireVersioning({ versioning }: Bucket): void {
  if (versioning === 'Enabled') return;
  const message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration";
  throw new S3Error('InvalidBucketState', 409, message);
}

/** DELETE of a configuration. */
export function deleteConfiguration({ name, deleted }: BucketConfiguration): S3Operation {
  return (request, storage) => {
    const { configurations } = requestedBucket(request, storage);
    if (deleted === undefined) configurations.delete(name);
    else configurations.set(name, deletedDocument);
    return { status: 204 };
  };
}

/** Stored in place of a document that a client deleted, if that differs from one that was never stored. */
const deletedDocument = '';

function storedDocument(bucket: Bucket, { name, deleted }: BucketConfiguration): string | undefined {
  const document = bucket.configurations.get(name);
  if (deleted === undefined || document !== deletedDocument) return document;
  throw new S3Error(deleted, 404, `The bucket has no ${name} configuration.`, { BucketName: bucket.name });
}

function defaultDocument(bucket: Bucket, { name, absent }: BucketConfiguration): string {
  if ('document' in absent) return absent.document;
  const message =
    name === 'tagging' ? 'The TagSet does not exist' : `The bucket has no ${name} configuration.`;
  throw new S3Error(absent.code, 404, message, {
    BucketName: bucket.name,
  });
}

function checkJson(document: string): void {
  try {
    JSON.parse(document);
  } catch {
    throw new S3Error('MalformedPolicy', 400, 'Policies must be valid JSON and the first byte must be {');
  }
}
