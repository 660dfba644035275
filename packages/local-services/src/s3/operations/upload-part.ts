import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import { checksumHeader } from '../object/checksum.js';
import type { MultipartUpload, UploadedPart } from '../object/multipart-upload.js';
import { md5OfBody } from '../object/stored-body.js';
import { bodyExpectation, decodedChunks } from '../request/request-body.js';
import type { S3Request } from '../request/s3-request.js';
import { readCopySource } from './copy-object.js';
import { type S3Operation, requestedUpload, xmlAnswer } from './operation.js';

const maxPartNumber = 10_000;

/** Receives one part; the same number again replaces it. */
export const uploadPart: S3Operation = async (request, storage) => {
  const upload = requestedUpload(request, storage);
  const partNumber = readPartNumber(request);
  const { chunks, trailers } = decodedChunks(request);
  const { body, md5, checksum } = await storage.receiver.receive(chunks, bodyExpectation(request, trailers));
  await keepPart(request, storage, {
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

/** Takes a part from an object, or a range of it, that is there already. It shares the bytes on disk. */
export const uploadPartCopy: S3Operation = async (request, storage) => {
  requestedUpload(request, storage);
  const partNumber = readPartNumber(request);
  const { object, range } = readCopySource(request, storage);
  const body = object.body.slice(range.start, range.end);
  const md5 = await md5OfBody(body);
  const lastModifiedMillis = storage.now();
  await keepPart(request, storage, { partNumber, body, md5, lastModifiedMillis });
  return xmlAnswer('CopyPartResult', {
    LastModified: new Date(lastModifiedMillis).toISOString(),
    ETag: `"${md5}"`,
  });
};

/** The upload may have been completed or aborted while the part came in: then the part goes too. */
async function keepPart(request: S3Request, storage: Storage, part: UploadedPart): Promise<void> {
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

function readPartNumber({ query }: S3Request): number {
  const text = query.get('partNumber') ?? '';
  const partNumber = Number(text);
  if (/^\d{1,5}$/.test(text) && partNumber >= 1 && partNumber <= maxPartNumber) return partNumber;
  throw new S3Error(
    'InvalidArgument',
    400,
    `Part number must be an integer between 1 and ${maxPartNumber}, inclusive`,
    { ArgumentName: 'partNumber', ArgumentValue: text },
  );
}
