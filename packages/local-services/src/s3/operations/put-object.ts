import type { Bucket } from '../bucket.js';
import { checkWriteConditions } from '../preconditions.js';
import { readDescription } from '../object-description.js';
import type { S3Operation } from '../s3-operation.js';
import type { S3Request } from '../s3-request.js';
import type { Storage } from '../storage.js';
import { receiveObject } from './receive-object.js';
import { checksumHeaders, encryptionHeaders, versionHeader } from './object-headers.js';
import { requestedBucket, requestedKey } from './requested.js';

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
