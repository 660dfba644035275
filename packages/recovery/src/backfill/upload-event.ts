import type { ListedVersion } from '../listing/listed-version.js';
import type { RecoveryPipeline } from '../pipeline/recovery-pipeline.js';

/** What a version must have to be uploaded again. */
export type UploadedVersion = Pick<ListedVersion, 'source' | 'sizeBytes' | 'eTag' | 'lastModified'>;

/**
 * Makes the event notification that S3 sent, or would have sent, when these versions were stored.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function uploadEvent(
  versions: readonly UploadedVersion[],
  { streamArn }: Pick<RecoveryPipeline, 'streamArn'>,
): { readonly Records: readonly object[] } {
  const [, partition = 'aws', , awsRegion = ''] = streamArn.split(':');
  const records = versions.map(({ source: { bucket, key, versionId }, sizeBytes, eTag, lastModified }) => ({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion,
    eventTime: lastModified.toISOString(),
    eventName: 'ObjectCreated:Put',
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'headwaters-backfill',
      bucket: { name: bucket, arn: `arn:${partition}:s3:::${bucket}` },
      object: {
        key: formEncode(key),
        size: sizeBytes,
        ...(eTag !== undefined && { eTag }),
        ...(versionId !== undefined && { versionId }),
      },
    },
  }));
  return { Records: records };
}

/** Encodes a key as the notifications of S3 do: a space is `+`, a plus `%2B`. */
function formEncode(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+');
}
