import { xmlAnswer, type S3Operation } from '../s3-operation.js';

/** All buckets. */
export const listBuckets: S3Operation = (_request, storage) =>
  xmlAnswer('ListAllMyBucketsResult', {
    Buckets: {
      Bucket: storage.buckets.map(({ name, createdMillis }) => ({
        Name: name,
        CreationDate: new Date(createdMillis).toISOString(),
      })),
    },
    Owner: { ID: storage.options.accountId },
  });
