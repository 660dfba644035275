import { createHash } from 'node:crypto';

/** The shard that a partition key falls on, 0-based, in a stream whose shards share the range of hash keys equally. */
export function shardOfKey(partitionKey: string, shardCount: number): number {
  const hashKey = BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
  return Number((hashKey * BigInt(shardCount)) >> 128n);
}
