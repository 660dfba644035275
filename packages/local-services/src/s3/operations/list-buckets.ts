import type { S3Response } from '../protocol/s3-response.js';
import { xmlDate, xmlResponse } from '../protocol/s3-response.js';
import { readLimit, readToken, writeToken } from './list-parameters.js';
import type { S3Operation } from './operation.js';

/** ListBuckets: a page of buckets by name. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html (read 2026-11-29). */
export const listBuckets: S3Operation = ({ query }, storage): S3Response => {
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
  const token = query.get('continuation-token');
  const after = token === null ? '' : readToken(token);
  const limit = readLimit(query, 'max-buckets', { min: 1, max: 10_000 });
  const buckets = storage.buckets.filter(
    ({ name, region: own }) => name > after && name.startsWith(prefix) && (region ?? own) === own,
  );
  const page = buckets.slice(0, limit);
  const last = buckets.length > limit ? page.at(-1) : undefined;
  return xmlResponse('ListAllMyBucketsResult', {
    Buckets: {
      Bucket: page.map(({ name, createdMillis, region: BucketRegion }) => ({
        Name: name,
        CreationDate: xmlDate(createdMillis),
        BucketRegion,
        BucketArn: `arn:aws:s3:::${name}`,
      })),
    },
    Owner: { ID: storage.options.accountId },
    Prefix: prefix === '' ? undefined : prefix,
    ContinuationToken: last && writeToken(last.name),
  });
};
