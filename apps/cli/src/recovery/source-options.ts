import { parseSourceUri } from '@headwaters/ledger';
import type { ObjectVersion } from '@headwaters/pipeline-contract';
import { PipelineIncompleteError, type RecoveryPipeline } from '@headwaters/recovery';
import { InvalidArgumentError } from 'commander';

/** Parses `s3://BUCKET/KEY`, with or without `?versionId=ID`. */
export function parseSource(uri: string): ObjectVersion {
  try {
    return parseSourceUri(uri);
  } catch {
    throw new InvalidArgumentError('Give s3://BUCKET/KEY, and add ?versionId=ID for one version.');
  }
}

/** A bucket, and a prefix of its keys. */
export interface BucketPrefix {
  readonly bucket: string;
  /** Empty for all keys. */
  readonly prefix: string;
}

/** Parses `s3://BUCKET/PREFIX`, where the prefix may be empty. */
export function parseBucketPrefix(uri: string): BucketPrefix {
  const { bucket, prefix = '' } = /^s3:\/\/(?<bucket>[^/]+)(?:\/(?<prefix>.*))?$/s.exec(uri)?.groups ?? {};
  if (bucket === undefined)
    throw new InvalidArgumentError('Give s3://BUCKET/PREFIX, or s3://BUCKET for all keys.');
  return { bucket, prefix };
}

/** @throws PipelineIncompleteError if a bucket is not the one whose uploads start the pipeline. */
export function checkSourceBucket(
  { sourceBucket }: Pick<RecoveryPipeline, 'sourceBucket'>,
  { bucket }: Pick<BucketPrefix, 'bucket'>,
): void {
  if (bucket === sourceBucket) return;
  throw new PipelineIncompleteError(
    `${bucket} is not the source bucket of this pipeline, which is ${sourceBucket}: its producer may read only that one. ` +
      'To take over an existing bucket, deploy a pipeline with the setting buckets.existingSource.',
  );
}
