import type { Storage } from '../bucket/storage.js';
import { checksumHeader } from '../object/checksum.js';
import type { MultipartUpload, UploadedPart } from '../object/multipart-upload.js';
import { md5OfBody } from '../object/stored-body.js';
import { parsePartNumber } from '../protocol/part-number.js';
import { decodedChunks, readBodyExpectation } from '../protocol/request-body.js';
import type { S3Request } from '../protocol/s3-request.js';
import { readCopySource } from './copy-object.js';
import { xmlDate, xmlResponse } from '../protocol/s3-response.js';
import { requestedUpload, type S3Operation } from './operation.js';

/** UploadPart. Replaces an earlier part of the same number. */
export const uploadPart: S3Operation = async (request, storage) => {
  const upload = requestedUpload(request, storage);
  const partNumber = readPartNumber(request);
  const { chunks, trailers } = decodedChunks(request);
  const { body, md5, checksum } = await storage.receiver.receive(
    chunks,
    readBodyExpectation(request, trailers),
  );
  await storePart(request, storage, {
    partNumber,
    body,
    md5,
    ...(checksum && checksum.algorithm === upload.checksumAlgorithm && { checksum: checksum.value }),
    lastModifiedMillis: storage.now(),
  });
  return {
    status: 200,
    headers: {
      etag: `"${md5}"`,
      ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }),
    },
  };
};

/** UploadPartCopy: copies an object or a range of it. The part shares the bytes on disk with its source. */
export const uploadPartCopy: S3Operation = async (request, storage) => {
  requestedUpload(request, storage);
  const partNumber = readPartNumber(request);
  const { object, range } = readCopySource(request, storage);
  const body = object.body.slice(range.start, range.end);
  const md5 = await md5OfBody(body);
  const lastModifiedMillis = storage.now();
  await storePart(request, storage, { partNumber, body, md5, lastModifiedMillis });
  return xmlResponse('CopyPartResult', {
    LastModified: xmlDate(lastModifiedMillis),
    ETag: `"${md5}"`,
  });
};

/** Stores a part, unless the upload has been completed or aborted in the meantime. */
async function storePart(request: S3Request, storage: Storage, part: UploadedPart): Promise<void> {
  let upload: MultipartUpload;
  try {
    upload = requestedUpload(request, storage);
  } catch (error) {
    await part.body.release();
    throw error;
  }
  await upload.parts.get(part.partNumber)?.body.release();
  upload.parts.set(part.partNumber, part);
}

const readPartNumber = ({ query }: S3Request): number => parsePartNumber(query.get('partNumber') ?? '');
