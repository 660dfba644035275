import { randomBytes } from 'node:crypto';
import { S3Error } from '../../errors.js';
import { checksumAlgorithms, parseChecksumAlgorithm, type ChecksumAlgorithm } from '../object/checksum.js';
import { releaseParts, type MultipartUpload } from '../object/multipart-upload.js';
import { readDescription } from '../protocol/object-description.js';
import { type S3Request, header } from '../protocol/s3-request.js';
import { objectEncryption, xmlResponse } from '../protocol/s3-response.js';
import { requestedBucket, requestedKey, requestedUpload, type S3Operation } from './operation.js';

/** CreateMultipartUpload. */
export const createMultipartUpload: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const key = requestedKey(request);
  const uploadId = randomBytes(48).toString('base64url');
  const checksum = readChecksum(request);
  const description = readDescription(request);
  bucket.uploads.set(uploadId, {
    uploadId,
    key,
    startedMillis: storage.now(),
    description,
    ...checksum,
    parts: new Map(),
    isOvertaken: false,
  });
  return xmlResponse(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: uploadId },
    {
      ...objectEncryption(description),
      'x-amz-checksum-algorithm': checksum.checksumAlgorithm,
      'x-amz-checksum-type': checksum.checksumAlgorithm && checksum.checksumType,
    },
  );
};

/**
 * Reads algorithm and type of the checksum. CRC64NVME has no composite checksums, SHA no full-object ones.
 *
 * Source: LocalStack's recordings test_multipart_checksum_type_compatibility and test_multipart_checksum_type_default_for_checksum.
 */
function readChecksum(request: S3Request): Pick<MultipartUpload, 'checksumType' | 'checksumAlgorithm'> {
  const name = header(request, 'x-amz-checksum-algorithm');
  const type = header(request, 'x-amz-checksum-type');
  if (name === undefined) {
    if (type === undefined) return { checksumType: 'FULL_OBJECT' };
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const checksumAlgorithm = parseChecksumAlgorithm(name);
  if (checksumAlgorithm === undefined) {
    throw invalidRequest(
      `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${checksumAlgorithms.join(', ')}]`,
    );
  }
  const checksumType = readType(type, checksumAlgorithm);
  const isSupported =
    checksumType === 'COMPOSITE' ? checksumAlgorithm !== 'CRC64NVME' : !checksumAlgorithm.startsWith('SHA');
  if (isSupported) return { checksumType, checksumAlgorithm };
  throw invalidRequest(
    `The ${checksumType} checksum type cannot be used with the ${checksumAlgorithm.toLowerCase()} checksum algorithm.`,
  );
}

function readType(type: string | undefined, algorithm: ChecksumAlgorithm): MultipartUpload['checksumType'] {
  if (type === undefined) return algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  if (type === 'COMPOSITE' || type === 'FULL_OBJECT') return type;
  throw invalidRequest('Value for x-amz-checksum-type header is invalid.');
}

const invalidRequest = (message: string) => new S3Error('InvalidRequest', 400, message);

/** AbortMultipartUpload. Deletes the parts. */
export const abortMultipartUpload: S3Operation = async (request, storage) => {
  const upload = requestedUpload(request, storage);
  requestedBucket(request, storage).uploads.delete(upload.uploadId);
  await releaseParts(upload);
  return { status: 204 };
};
