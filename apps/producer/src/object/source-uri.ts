import type { BlockSource } from '@headwaters/record-codec';

/** How logs and errors name an object: `s3://bucket/key?versionId=...`, the key as it is. */
export function sourceUri({ bucket, key, versionId }: BlockSource): string {
  return `s3://${bucket}/${key}${versionId === undefined ? '' : `?versionId=${versionId}`}`;
}
