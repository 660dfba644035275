import { createHash } from 'node:crypto';
import type { BlockSource } from '@headwaters/record-codec';

/** How the blocks of an object spread over the stream. */
export type PartitionStrategy = 'object' | 'spread';

/** The partition key of a block, by its offset in bytes. */
export type PartitionKeys = (offset: number) => string;

/**
 * Chooses the partition keys of an object's blocks: 64 hexadecimal digits, since an object's key may be longer than the 256
 * characters of a partition key. They depend on the object's identity alone, so a retry sends every block to the same shard.
 *
 * With `object` all blocks share a key, which keeps their order, at the pace of one shard. With `spread` each block has a
 * key of its own: all shards take part, in any order; readers put blocks in order by their offsets.
 */
export function partitionKeys(
  { bucket, key, versionId }: BlockSource,
  strategy: PartitionStrategy,
): PartitionKeys {
  const identity = [bucket, key, versionId];
  if (strategy === 'spread') return (offset) => digest([...identity, offset]);
  const objectKey = digest(identity);
  return () => objectKey;
}

function digest(identity: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
