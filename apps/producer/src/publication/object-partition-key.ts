import { createHash } from 'node:crypto';
import type { BlockSource } from '@headwaters/record-codec';

/**
 * The partition key under which all blocks of an object travel, so that they keep their order: the SHA-256 of bucket,
 * key and version, 64 hexadecimal digits, since an object key may be longer than the 256 characters of a partition key.
 */
export function objectPartitionKey({ bucket, key, versionId }: BlockSource): string {
  return createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId]))
    .digest('hex');
}
