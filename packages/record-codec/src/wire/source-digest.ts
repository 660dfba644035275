import type { BlockSource } from '../block/block.js';

/**
 * Returns the 32 hexadecimal digits by which records of the wire `plain` name their object: the first half of the SHA-256 of
 * its bucket, key and version id. Format: FORMAT.md, "Plain records".
 */
export function sourceDigest({ bucket, key, versionId }: BlockSource): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const identity = JSON.stringify([bucket, key, versionId]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}
