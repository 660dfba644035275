import { randomBytes } from 'node:crypto';
import { checksumNamed } from '../checksum.js';
import { readDescription } from '../object-description.js';
import { S3Error } from '../s3-error.js';
import { xmlAnswer, type S3Operation } from '../s3-operation.js';
import { header, type S3Request } from '../s3-request.js';
import { requestedBucket, requestedKey } from './requested.js';

/** Begins an upload in parts. */
export const createMultipartUpload: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const key = requestedKey(request);
  const uploadId = randomBytes(48).toString('base64url');
  const checksum = readChecksum(request);
  bucket.uploads.set(uploadId, {
    uploadId,
    key,
    startedMillis: storage.now(),
    description: readDescription(request),
    ...checksum,
    parts: new Map(),
  });
  return xmlAnswer(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: uploadId },
    {
      'x-amz-checksum-algorithm': checksum.checksumAlgorithm,
      'x-amz-checksum-type': checksum.checksumAlgorithm && checksum.checksumType,
    },
  );
};

/** CRC64NVME has no composite form, SHA none of the full object. Source: S3 user guide, "Checking object integrity". */
function readChecksum(request: S3Request) {
  const checksumAlgorithm = checksumNamed(header(request, 'x-amz-checksum-algorithm') ?? '');
  const isFullOnly = checksumAlgorithm === 'CRC64NVME';
  const checksumType = header(request, 'x-amz-checksum-type') ?? (isFullOnly ? 'FULL_OBJECT' : 'COMPOSITE');
  const isComposite = checksumType === 'COMPOSITE';
  const fits = isComposite
    ? !isFullOnly
    : checksumType === 'FULL_OBJECT' && !checksumAlgorithm?.startsWith('SHA');
  if (!fits) {
    throw new S3Error(
      'InvalidRequest',
      400,
      `The ${checksumType} checksum type does not go with this algorithm.`,
    );
  }
  const type = isComposite ? ('COMPOSITE' as const) : ('FULL_OBJECT' as const);
  return { checksumType: type, ...(checksumAlgorithm && { checksumAlgorithm }) };
}
