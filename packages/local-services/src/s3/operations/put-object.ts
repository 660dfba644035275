import type { Bucket } from '../bucket/bucket.js';
import type { Storage } from '../bucket/storage.js';
import type { NewObject } from '../object/object-version.js';
import { readDescription } from '../request/object-description.js';
import { checkWriteConditions } from '../request/preconditions.js';
import { bodyExpectation, decodedChunks } from '../request/request-body.js';
import type { S3Request } from '../request/s3-request.js';
import { checksumHeaders, encryptionHeaders, versionHeader } from './object-headers.js';
import { type S3Operation, requestedBucket, requestedKey } from './operation.js';

/** Stores an object. It can be read once it is there whole, not before. */
export const putObject: S3Operation = async (request, storage) => {
  const key = requestedKey(request);
  const description = readDescription(request);
  writableBucket(request, storage);
  const received = await receiveObject(request, storage);
  let bucket: Bucket;
  try {
    // Another writer may have come in between.
    bucket = writableBucket(request, storage);
  } catch (error) {
    await received.body.release();
    throw error;
  }
  const object = bucket.put(key, { ...description, ...received }, storage.now());
  storage.announce('ObjectCreated:Put', bucket, object);
  return {
    status: 200,
    headers: {
      etag: `"${object.eTag}"`,
      ...encryptionHeaders,
      ...versionHeader(bucket, object.versionId),
      ...checksumHeaders(object.checksum),
    },
  };
};

/** The bucket, if what the request demands of the object there holds now. */
function writableBucket(request: S3Request, storage: Storage): Bucket {
  const bucket = requestedBucket(request, storage);
  checkWriteConditions(request, bucket.current(requestedKey(request)));
  return bucket;
}

/** Receives a request's body as the content of an object. */
async function receiveObject(
  request: S3Request,
  storage: Storage,
): Promise<Pick<NewObject, 'body' | 'eTag' | 'checksum'>> {
  const { chunks, trailers } = decodedChunks(request);
  const { body, md5, checksum } = await storage.receiver.receive(chunks, bodyExpectation(request, trailers));
  return { body, eTag: md5, ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' } }) };
}
