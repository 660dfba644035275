import type { BlockSource } from './block.js';

/**
 * Names a block, or a record by its own offset, for ever: `bucket/key@versionId#offset`. Every retry makes the same names,
 * so to find duplicates is set membership. Without a version the part between `@` and `#` is empty.
 */
export function blockId({ source, offset }: { source: BlockSource; offset: number }): string {
  return `${source.bucket}/${source.key}@${source.versionId ?? ''}#${offset}`;
}
