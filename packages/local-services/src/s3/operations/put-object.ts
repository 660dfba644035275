import type { Bucket } from '../bucket/bucket.js';
import type { Storage } from '../bucket/storage.js';
import type { ObjectContent } from '../object/object-version.js';
import { readDescription } from '../protocol/object-description.js';
import { checkWriteConditions } from '../protocol/preconditions.js';
import { decodedChunks, readBodyExpectation } from '../protocol/request-body.js';
import type { S3Request } from '../protocol/s3-request.js';
import { checksumHeaders, objectEncryption, writtenVersionHeader } from '../protocol/s3-response.js';
import { requestedBucket, requestedKey, type S3Operation } from './operation.js';

/** PutObject. The object becomes readable once its body is complete. */
export const putObject: S3Operation = async (request, storage) => {
  const key = requestedKey(request);
  const description = readDescription(request);
  writableBucket(request, storage);
  const received = await receiveObject(request, storage);
  let bucket: Bucket;
  try {
    // Another request may have written the object in the meantime.
    bucket = writableBucket(request, storage);
  } catch (error) {
    await received.body.release();
    throw error;
  }
  const object = bucket.put(key, { ...description, ...received }, storage.now());
  storage.notify('ObjectCreated:Put', bucket, object);
  return {
    status: 200,
    headers: {
      etag: `"${object.eTag}"`,
      ...objectEncryption(object),
      ...writtenVersionHeader(object),
      ...checksumHeaders(object.checksum),
    },
  };
};

/** The bucket. Throws if the conditions of the request do not hold now. */
function writableBucket(request: S3Request, storage: Storage): Bucket {
  const bucket = requestedBucket(request, storage);
  checkWriteConditions(request, bucket.current(requestedKey(request)));
  return bucket;
}

/** Receives the body of a request as the content of an object. */
async function receiveObject(request: S3Request, storage: Storage): Promise<ObjectContent> {
  const { chunks, trailers } = decodedChunks(request);
  const { body, md5, checksum } = await storage.receiver.receive(
    chunks,
    readBodyExpectation(request, trailers),
  );
  return { body, eTag: md5, ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' } }) };
}
