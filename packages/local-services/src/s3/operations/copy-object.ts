import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import type { Storage } from '../bucket/storage.js';
import { checksumOfBody, parseChecksumAlgorithm } from '../object/checksum.js';
import type {
  ObjectChecksum,
  ObjectContent,
  ObjectDescription,
  StoredObject,
} from '../object/object-version.js';
import { type StoredBody, md5OfBody } from '../object/stored-body.js';
import { checkExpectedOwner } from '../protocol/expected-owner.js';
import { readDescription } from '../protocol/object-description.js';
import { checkWriteConditions, notModifiedBy, preconditionFailed } from '../protocol/preconditions.js';
import { type S3Request, header } from '../protocol/s3-request.js';
import {
  objectEncryption,
  versionHeader,
  writtenVersionHeader,
  xmlDate,
  xmlResponse,
} from '../protocol/s3-response.js';
import { checkIsReadable } from '../protocol/storage-class.js';
import {
  findObject,
  requestedBucket,
  requestedKey,
  requestedVersionId,
  type S3Operation,
} from './operation.js';

/** CopyObject. The copy shares the bytes on disk with its source. */
export const copyObject: S3Operation = async (request, storage) => {
  writableBucket(request, storage);
  const source = readCopySource(request, storage);
  rejectCopyOntoItself(request, source);
  const description = copiedDescription(request, source.object);
  const content = await copiedContent(request, source.object);
  let bucket: Bucket;
  try {
    // Another request may have written the object in the meantime.
    bucket = writableBucket(request, storage);
  } catch (error) {
    await content.body.release();
    throw error;
  }
  const copy = bucket.put(requestedKey(request), { ...description, ...content }, storage.now());
  storage.notify('ObjectCreated:Copy', bucket, copy);
  return xmlResponse('CopyObjectResult', resultElements(copy), {
    ...objectEncryption(copy),
    ...writtenVersionHeader(copy),
    'x-amz-copy-source-version-id': versionHeader(source.bucket, source.object.versionId)['x-amz-version-id'],
  });
};

/** The bucket. Throws if the conditions of the request do not hold now. */
function writableBucket(request: S3Request, storage: Storage): Bucket {
  const bucket = requestedBucket(request, storage);
  checkWriteConditions(request, bucket.current(requestedKey(request)));
  return bucket;
}

const resultElements = ({ lastModifiedMillis, eTag, checksum }: StoredObject) => ({
  LastModified: xmlDate(lastModifiedMillis),
  ETag: `"${eTag}"`,
  ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
});

/** The copy of an object that was uploaded in parts has the ETag and the checksum of an object that was not. */
async function copiedContent(request: S3Request, source: StoredObject): Promise<ObjectContent> {
  const body = source.body.slice(0, source.body.size);
  try {
    const eTag = source.partSizes ? await md5OfBody(body) : source.eTag;
    const checksum = await copiedChecksum(request, source, body);
    return { body, eTag, ...(checksum && { checksum }) };
  } catch (error) {
    await body.release();
    throw error;
  }
}

async function copiedChecksum(
  request: S3Request,
  { checksum }: StoredObject,
  body: StoredBody,
): Promise<ObjectChecksum | undefined> {
  const requested = header(request, 'x-amz-checksum-algorithm');
  const algorithm = requested === undefined ? checksum?.algorithm : parseChecksumAlgorithm(requested);
  if (requested !== undefined && algorithm === undefined) {
    const message =
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types:';
    throw new S3Error('InvalidRequest', 400, `${message} [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]`);
  }
  if (algorithm === undefined) return undefined;
  if (checksum?.type === 'FULL_OBJECT' && checksum.algorithm === algorithm) return checksum;
  return { algorithm, type: 'FULL_OBJECT', value: await checksumOfBody(algorithm, body) };
}

/** Describe the copy and not the source, whatever the directive. Source: S3 API reference, "CopyObject". */
const ownHeaders = /^x-amz-(?:storage-class|website-redirect-location|server-side-encryption.*)$/;

function copiedDescription(request: S3Request, source: ObjectDescription): ObjectDescription {
  const own = readDescription(request);
  const isReplaced = replaces(request, 'metadata');
  const kept = Object.entries(source.headers).filter(([name]) => !ownHeaders.test(name));
  const added = Object.entries(own.headers).filter(([name]) => ownHeaders.test(name));
  return {
    headers: isReplaced ? own.headers : Object.fromEntries([...kept, ...added]),
    tags: replaces(request, 'tagging') ? own.tags : source.tags,
  };
}

/** @throws {@link S3Error} `InvalidArgument` for another directive than COPY and REPLACE. */
function replaces(request: S3Request, what: 'metadata' | 'tagging'): boolean {
  const name = `x-amz-${what}-directive`;
  const directive = header(request, name) ?? 'COPY';
  if (directive === 'COPY' || directive === 'REPLACE') return directive === 'REPLACE';
  throw new S3Error('InvalidArgument', 400, `Unknown ${what} directive.`, { ArgumentName: name });
}

function rejectCopyOntoItself(request: S3Request, { bucket, object }: CopySource): void {
  const isCurrent = bucket.current(object.key) === object;
  if (bucket.name !== request.bucketName || object.key !== request.key || !isCurrent) return;
  if (replaces(request, 'metadata') || Object.keys(request.headers).some((name) => ownHeaders.test(name)))
    return;
  throw new S3Error(
    'InvalidRequest',
    400,
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      'metadata, storage class, website redirect location or encryption attributes.',
  );
}

/** Source of a copy. */
interface CopySource {
  readonly bucket: Bucket;
  readonly object: StoredObject;
}

/**
 * Reads `x-amz-copy-source` with its conditions.
 *
 * @throws {@link S3Error} `InvalidArgument`, `PreconditionFailed`, or the errors of a read.
 */
export function readCopySource(request: S3Request, storage: Storage): CopySource {
  const [path = '', query] = (header(request, 'x-amz-copy-source') ?? '').split('?');
  const [, bucketName, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeSource(path)) ?? [];
  if (bucketName === undefined || key === undefined) throw invalidSource();
  checkExpectedOwner(request, 'x-amz-source-expected-bucket-owner', storage.options.accountId);
  const bucket = storage.bucket(bucketName);
  const versionId = requestedVersionId({ query: new URLSearchParams(query) });
  const object = findObject(bucket, key, versionId);
  checkIsReadable(object);
  const conditions = { prefix: 'x-amz-copy-source-', nowMillis: storage.now() } as const;
  const notModified = notModifiedBy(request, object, conditions);
  if (notModified !== undefined) throw preconditionFailed(notModified);
  return { bucket, object };
}

function decodeSource(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidSource();
  }
}

const invalidSource = () =>
  new S3Error(
    'InvalidArgument',
    400,
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    {
      ArgumentName: 'x-amz-copy-source',
    },
  );
