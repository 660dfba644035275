import { readText } from '../read-text.js';
import { S3Error } from '../s3-error.js';
import type { S3Operation } from '../s3-operation.js';
import { requestedBucket } from './requested.js';

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Makes a bucket. The region it asks for is not looked at: there is one here. */
export const createBucket: S3Operation = async (request, storage) => {
  const name = request.bucketName ?? '';
  await readText(request);
  if (!bucketName.test(name)) {
    throw new S3Error('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name });
  }
  storage.createBucket(name);
  return { status: 200, headers: { location: `/${name}` } };
};

/** Whether a bucket is there. */
export const headBucket: S3Operation = (request, storage) => {
  requestedBucket(request, storage);
  return { status: 200, headers: { 'x-amz-bucket-region': storage.options.region } };
};

/** Removes a bucket that is empty. */
export const deleteBucket: S3Operation = (request, storage) => {
  storage.deleteBucket(requestedBucket(request, storage));
  return { status: 204 };
};
