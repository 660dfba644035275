import { randomBytes } from 'node:crypto';
import { S3Error } from '../../errors.js';
import { compareUtf8 } from '../bucket/sorted-keys.js';
import { parseChecksumAlgorithm } from '../object/checksum.js';
import { releaseParts, type MultipartUpload } from '../object/multipart-upload.js';
import { readDescription } from '../protocol/object-description.js';
import { type S3Request, header } from '../protocol/s3-request.js';
import { xmlResponse } from '../protocol/s3-response.js';
import { readLimit, readListParameters } from './list-parameters.js';
import { requestedBucket, requestedKey, requestedUpload, type S3Operation } from './operation.js';

/** CreateMultipartUpload. */
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
  return xmlResponse(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: uploadId },
    {
      'x-amz-checksum-algorithm': checksum.checksumAlgorithm,
      'x-amz-checksum-type': checksum.checksumAlgorithm && checksum.checksumType,
    },
  );
};

/** CRC64NVME has no composite checksums, SHA no full-object ones. Source: S3 user guide, "Checking object integrity". */
function readChecksum(request: S3Request) {
  const checksumAlgorithm = parseChecksumAlgorithm(header(request, 'x-amz-checksum-algorithm') ?? '');
  const isFullOnly = checksumAlgorithm === 'CRC64NVME';
  const checksumType = header(request, 'x-amz-checksum-type') ?? (isFullOnly ? 'FULL_OBJECT' : 'COMPOSITE');
  const isComposite = checksumType === 'COMPOSITE';
  const isSupported = isComposite
    ? !isFullOnly
    : checksumType === 'FULL_OBJECT' && !checksumAlgorithm?.startsWith('SHA');
  if (!isSupported) {
    throw new S3Error(
      'InvalidRequest',
      400,
      `The ${checksumType} checksum type is unsupported for this algorithm.`,
    );
  }
  const type = isComposite ? ('COMPOSITE' as const) : ('FULL_OBJECT' as const);
  return { checksumType: type, ...(checksumAlgorithm && { checksumAlgorithm }) };
}

/** AbortMultipartUpload. Deletes the parts. */
export const abortMultipartUpload: S3Operation = async (request, storage) => {
  const upload = requestedUpload(request, storage);
  requestedBucket(request, storage).uploads.delete(upload.uploadId);
  await releaseParts(upload);
  return { status: 204 };
};

/** ListParts: a page of parts by number. */
export const listParts: S3Operation = (request, storage) => {
  const upload = requestedUpload(request, storage);
  const limit = readLimit(request.query, 'max-parts');
  const after = Number(request.query.get('part-number-marker') ?? 0);
  const rest = [...upload.parts.values()]
    .filter(({ partNumber }) => partNumber > after)
    .sort((a, b) => a.partNumber - b.partNumber);
  const page = rest.slice(0, limit);
  return xmlResponse('ListPartsResult', {
    Bucket: request.bucketName,
    Key: upload.key,
    UploadId: upload.uploadId,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? after,
    MaxParts: limit,
    IsTruncated: rest.length > limit,
    ChecksumAlgorithm: upload.checksumAlgorithm,
    StorageClass: 'STANDARD',
    Part: page.map(({ partNumber, body, md5, lastModifiedMillis, checksum }) => ({
      PartNumber: partNumber,
      LastModified: new Date(lastModifiedMillis).toISOString(),
      ETag: `"${md5}"`,
      Size: body.size,
      ...(upload.checksumAlgorithm && { [`Checksum${upload.checksumAlgorithm}`]: checksum }),
    })),
  });
};

/** ListMultipartUploads: a page of uploads by key and time. Delimiters are unsupported. */
export const listMultipartUploads: S3Operation = (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const { prefix, limit, encodeName, encodingType } = readListParameters(request, 'max-uploads');
  const keyMarker = request.query.get('key-marker') ?? '';
  const idMarker = request.query.get('upload-id-marker') ?? '';
  const uploads = [...bucket.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort(byKeyAndStart);
  const rest = uploads.slice(firstAfter(uploads, keyMarker, idMarker));
  const page = rest.slice(0, limit);
  const last = rest.length > limit ? page.at(-1) : undefined;
  return xmlResponse('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: encodeName(keyMarker),
    UploadIdMarker: idMarker,
    NextKeyMarker: last && encodeName(last.key),
    NextUploadIdMarker: last?.uploadId,
    Prefix: encodeName(prefix),
    EncodingType: encodingType,
    MaxUploads: limit,
    IsTruncated: last !== undefined,
    Upload: page.map(({ key, uploadId, startedMillis }) => ({
      Key: encodeName(key),
      UploadId: uploadId,
      StorageClass: 'STANDARD',
      Initiated: new Date(startedMillis).toISOString(),
    })),
  });
};

const byKeyAndStart = (a: MultipartUpload, b: MultipartUpload): number =>
  compareUtf8(a.key, b.key) || a.startedMillis - b.startedMillis || compareUtf8(a.uploadId, b.uploadId);

function firstAfter(uploads: readonly MultipartUpload[], keyMarker: string, idMarker: string): number {
  if (keyMarker === '') return 0;
  const marked = uploads.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  if (marked !== -1) return marked + 1;
  const later = uploads.findIndex(({ key }) => compareUtf8(key, keyMarker) > 0);
  return later === -1 ? uploads.length : later;
}
