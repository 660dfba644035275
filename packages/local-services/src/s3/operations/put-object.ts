import { checkWriteConditions } from '../preconditions.js';
import { readDescription } from '../object-description.js';
import type { S3Operation } from '../s3-operation.js';
import { receiveObject } from './receive-object.js';
import { checksumHeaders, encryptionHeaders, versionHeader } from './object-headers.js';
import { requestedBucket, requestedKey } from './requested.js';

/** Stores an object. It can be read once it is there whole, not before. */
export const putObject: S3Operation = async (request, storage) => {
  const bucket = requestedBucket(request, storage);
  const key = requestedKey(request);
  const description = readDescription(request);
  checkWriteConditions(request, bucket.current(key));
  const received = await receiveObject(request, storage);
  try {
    // Another writer may have come in between.
    checkWriteConditions(request, storage.bucket(bucket.name).current(key));
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
