import type { S3Client } from '@aws-sdk/client-s3';
import { listObjects, type ListedObject } from '../storage/list-objects.js';
import { readTexts } from '../storage/read-texts.js';
import type { FailedBatch } from './failed-batch.js';
import type { FailedUpload } from './failed-upload.js';
import { parseFailedBatch } from './parse-failed-batch.js';
import { parseFailedUpload } from './parse-failed-upload.js';

/** Where Lambda puts what failed. Source: the Lambda guide, kinesis-on-failure-destination, read on 2026-11-23. */
const prefix = 'aws/lambda/';

/** One failure, and the key of the object that keeps it. */
export type Failure = { readonly key: string } & (
  | { readonly kind: 'batch'; readonly batch: FailedBatch }
  | { readonly kind: 'upload'; readonly upload: FailedUpload }
);

/**
 * Reads what Lambda gave up since a point in time: batches of the consumers and invocations of the producer. Objects that
 * are neither are passed over.
 *
 * Memory: 16 failures, each up to 8 MB.
 */
export async function* readFailures(
  s3: S3Client,
  bucket: string,
  since: Date | undefined,
): AsyncGenerator<Failure, void> {
  const listing = newerThan(since, listObjects(s3, { bucket, prefix }));
  for await (const { key, text } of readTexts(s3, bucket, listing)) {
    const batch = parseFailedBatch(text);
    if (batch !== undefined) yield { key, kind: 'batch', batch };
    const upload = batch === undefined ? parseFailedUpload(text) : undefined;
    if (upload !== undefined) yield { key, kind: 'upload', upload };
  }
}

async function* newerThan(
  since: Date | undefined,
  listing: AsyncIterable<ListedObject>,
): AsyncGenerator<ListedObject, void> {
  for await (const listed of listing) {
    if (since === undefined || listed.lastModified >= since) yield listed;
  }
}
