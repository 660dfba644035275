import { createHash } from 'node:crypto';

/** Largest hash key: 128 bits, all set. */
export const maxHashKey = (1n << 128n) - 1n;

/** A range of hash keys, both ends included. */
export interface HashKeyRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** Hash key of a partition key: its MD5 as a 128-bit big-endian number. */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
}

/** Divides the hash key space into `count` ranges of even width, lowest first. The last takes the remainder. */
export function uniformRanges(count: number): HashKeyRange[] {
  const width = (maxHashKey + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    start: BigInt(index) * width,
    end: index === count - 1 ? maxHashKey : BigInt(index + 1) * width - 1n,
  }));
}
