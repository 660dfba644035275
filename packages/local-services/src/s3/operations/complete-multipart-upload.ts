import { S3Error } from '../../errors.js';
import type { Bucket } from '../bucket/bucket.js';
import { checksumAlgorithms, checksumHeader } from '../object/checksum.js';
import {
  multipartChecksum,
  multipartETag,
  releaseParts,
  type MultipartUpload,
} from '../object/multipart-upload.js';
import type { NewObject, ObjectChecksum, StoredObject } from '../object/object-version.js';
import { StoredBody } from '../object/stored-body.js';
import { checkWriteConditions } from '../protocol/preconditions.js';
import { readBodyString } from '../protocol/request-body.js';
import { header, type S3Request } from '../protocol/s3-request.js';
import {
  objectEncryption,
  type S3Response,
  writtenVersionHeader,
  xmlResponse,
} from '../protocol/s3-response.js';
import { selectParts } from './listed-parts.js';
import { requestedBucket, requestedUpload, type S3Operation } from './operation.js';

/** CompleteMultipartUpload. Joins the listed parts without copying bytes. A repeated request gets the same response. */
export const completeMultipartUpload: S3Operation = async (request, storage) => {
  const document = await readBodyString(request, { checksumOf: 'object' });
  const bucket = requestedBucket(request, storage);
  const completed = bucket.completedUpload(request.query.get('uploadId') ?? '', request.key ?? '');
  if (completed !== undefined) return describeResult(bucket, completed);
  const upload = requestedUpload(request, storage);
  checkChecksumType(request, upload);
  const content = await joinParts(request, upload, document);
  try {
    // Another request may have completed or aborted the upload, or written the object, in the meantime.
    requestedUpload(request, storage);
    checkConditions(request, bucket, upload);
  } catch (error) {
    await content.body.release();
    throw error;
  }
  // Without a wait, so that what was checked still holds.
  bucket.uploads.delete(upload.uploadId);
  const object = bucket.put(upload.key, content, storage.now());
  bucket.rememberUpload(upload.uploadId, object);
  storage.notify('ObjectCreated:CompleteMultipartUpload', bucket, object);
  await releaseParts(upload);
  return describeResult(bucket, object);
};

async function joinParts(request: S3Request, upload: MultipartUpload, document: string): Promise<NewObject> {
  const parts = selectParts(upload, document);
  const body = StoredBody.join(parts.map((part) => part.body));
  try {
    checkSize(request, body);
    const checksum = await multipartChecksum(upload, parts, body);
    checkChecksum(request, upload, checksum);
    return {
      ...upload.description,
      body,
      eTag: multipartETag(parts),
      partSizes: parts.map((part) => part.body.size),
      ...(checksum && { checksum }),
    };
  } catch (error) {
    await body.release();
    throw error;
  }
}

/** Source of codes and messages of the checks: LocalStack's recordings test_multipart_parts_checksum_exceptions_full_object, test_multipart_size_validation. */
function checkChecksumType(request: S3Request, { checksumAlgorithm, checksumType }: MultipartUpload): void {
  const type = header(request, 'x-amz-checksum-type');
  const expected = checksumAlgorithm === undefined ? 'null' : checksumType;
  if (type === undefined || type === expected) return;
  const message = `The upload was created using the ${expected} checksum mode. The complete request must use the same checksum mode.`;
  throw new S3Error('InvalidRequest', 400, message);
}

/** The request declares the checksum of the object. Without a type S3 takes it for a composite one, if the algorithm has these. */
function checkChecksum(
  request: S3Request,
  { checksumAlgorithm }: MultipartUpload,
  checksum: ObjectChecksum | undefined,
): void {
  const declared = checksumAlgorithms.filter(
    (algorithm) => header(request, checksumHeader(algorithm)) !== undefined,
  );
  const hasType = header(request, 'x-amz-checksum-type') !== undefined;
  const matches = declared.every(
    (algorithm) =>
      checksum?.algorithm === algorithm &&
      header(request, checksumHeader(algorithm)) === checksum.value &&
      (hasType || checksum.type === 'COMPOSITE' || algorithm === 'CRC64NVME'),
  );
  if (matches) return;
  const name = (checksumAlgorithm ?? declared[0] ?? '').toLowerCase();
  const message = `The ${name} you specified did not match the calculated checksum.`;
  throw new S3Error('BadDigest', 400, message);
}

function checkSize(request: S3Request, { size }: StoredBody): void {
  const declared = header(request, 'x-amz-mp-object-size');
  if (declared === undefined || declared === String(size)) return;
  const message = `The provided 'x-amz-mp-object-size' header value ${declared} does not match what was computed: ${size}`;
  throw new S3Error('InvalidRequest', 400, message);
}

/**
 * Checks the conditions of the request. They cannot be met any more if the object has changed since the upload began.
 *
 * Source: LocalStack's recordings test_multipart_if_match_with_put, _with_delete and test_multipart_if_none_match_with_delete.
 */
function checkConditions(request: S3Request, bucket: Bucket, { key, isOvertaken }: MultipartUpload): void {
  checkWriteConditions(request, bucket.current(key));
  const condition = ['If-Match', 'If-None-Match'].find(
    (name) => header(request, name.toLowerCase()) !== undefined,
  );
  if (condition === undefined || !isOvertaken) return;
  const message =
    'The conditional request cannot succeed due to a conflicting operation against this resource.';
  throw new S3Error('ConditionalRequestConflict', 409, message, { Condition: condition, Key: key });
}

function describeResult(bucket: Bucket, object: StoredObject): S3Response {
  const { key, eTag, checksum } = object;
  return xmlResponse(
    'CompleteMultipartUploadResult',
    {
      Location: `/${bucket.name}/${key}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${eTag}"`,
      ...(checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
    },
    { ...objectEncryption(object), ...writtenVersionHeader(object) },
  );
}
