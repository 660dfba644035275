import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import { checksumHeader, checksumOfBody, type ChecksumAlgorithm } from '../object/checksum.js';
import type { MultipartUpload, UploadedPart } from '../object/multipart-upload.js';
import { md5OfBody, type StoredBody } from '../object/stored-body.js';
import { withoutControls } from '../protocol/header-value.js';
import { parsePartNumber } from '../protocol/part-number.js';
import { decodedChunks, readBodyExpectation } from '../protocol/request-body.js';
import { type ByteRange, header, type S3Request } from '../protocol/s3-request.js';
import { encryptionHeaders, xmlDate, xmlResponse } from '../protocol/s3-response.js';
import { readCopySource } from './copy-object.js';
import { requestedUpload, type S3Operation } from './operation.js';

/** UploadPart. Replaces an earlier part of the same number. */
export const uploadPart: S3Operation = async (request, storage) => {
  const upload = requestedUpload(request, storage);
  const partNumber = readPartNumber(request);
  const { chunks, trailers } = decodedChunks(request);
  const expectation = readBodyExpectation(request, trailers);
  checkAlgorithm(upload, expectation.checksum?.algorithm);
  const { body, md5, checksum } = await storage.receiver.receive(chunks, expectation);
  await storePart(request, storage, {
    partNumber,
    body,
    md5,
    ...(checksum && upload.checksumAlgorithm && { checksum: checksum.value }),
    lastModifiedMillis: storage.now(),
  });
  return {
    status: 200,
    headers: {
      etag: `"${md5}"`,
      ...encryptionHeaders,
      ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }),
    },
  };
};

/** UploadPartCopy: copies an object or a range of it. The part shares the bytes on disk with its source. */
export const uploadPartCopy: S3Operation = async (request, storage) => {
  const { checksumAlgorithm } = requestedUpload(request, storage);
  const partNumber = readPartNumber(request);
  const { object } = readCopySource(request, storage);
  const { start, end } = readSourceRange(header(request, 'x-amz-copy-source-range'), object.body.size);
  const body = object.body.slice(start, end);
  const part = {
    partNumber,
    body,
    ...(await digestsOf(body, checksumAlgorithm)),
    lastModifiedMillis: storage.now(),
  };
  await storePart(request, storage, part);
  return xmlResponse(
    'CopyPartResult',
    {
      LastModified: xmlDate(part.lastModifiedMillis),
      ETag: `"${part.md5}"`,
      ...(checksumAlgorithm && { [`Checksum${checksumAlgorithm}`]: part.checksum }),
    },
    encryptionHeaders,
  );
};

async function digestsOf(
  body: StoredBody,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Pick<UploadedPart, 'md5' | 'checksum'>> {
  try {
    const md5 = await md5OfBody(body);
    return algorithm === undefined ? { md5 } : { md5, checksum: await checksumOfBody(algorithm, body) };
  } catch (error) {
    await body.release();
    throw error;
  }
}

/**
 * Reads the range of a copy, which has both ends and lies within the object.
 *
 * Source of codes and messages: LocalStack's recording test_upload_part_copy_range.
 */
function readSourceRange(range: string | undefined, size: number): ByteRange {
  if (range === undefined) return { start: 0, end: size };
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(range) ?? [];
  const [start, end] = [Number(first), Number(last) + 1];
  if (first === undefined || last === undefined || start >= end) {
    throw invalidRange(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based ' +
        'offsets of the first and last bytes to copy',
      range,
    );
  }
  if (start >= size) {
    const message = 'The specified copy range is invalid for the source object size';
    throw new S3Error('InvalidRequest', 400, message);
  }
  if (end > size)
    throw invalidRange(`Range specified is not valid for source object of size: ${size}`, range);
  return { start, end };
}

const invalidRange = (message: string, range: string) =>
  new S3Error('InvalidArgument', 400, message, {
    ArgumentName: 'x-amz-copy-source-range',
    ArgumentValue: withoutControls(range),
  });

/** Source: LocalStack's recording test_multipart_parts_checksum_exceptions_composite. */
function checkAlgorithm(
  { checksumAlgorithm: expected }: MultipartUpload,
  actual: ChecksumAlgorithm | undefined,
): void {
  if (expected === undefined || actual === expected) return;
  const names = `expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actual?.toLowerCase() ?? 'null'}`;
  throw new S3Error('InvalidRequest', 400, `Checksum Type mismatch occurred, ${names}`);
}

/** Stores a part, unless the upload has been completed or aborted in the meantime. */
async function storePart(request: S3Request, storage: Storage, part: UploadedPart): Promise<void> {
  let upload: MultipartUpload;
  try {
    upload = requestedUpload(request, storage);
  } catch (error) {
    await part.body.release();
    throw error;
  }
  const replaced = upload.parts.get(part.partNumber);
  upload.parts.set(part.partNumber, part);
  await replaced?.body.release();
}

const readPartNumber = ({ query }: S3Request): number => parsePartNumber(query.get('partNumber') ?? '');
