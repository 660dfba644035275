import { objectPath, offsetInKey, s3Limits } from '@headwaters/pipeline-contract';
import type { BlockSource } from '@headwaters/record-codec';

/**
 * The key under which a block is archived: the path of its object, its offset, and an extension. The same block always
 * gets the same key, two blocks never do, and a listing gives the blocks in the order of the object.
 */
export function archiveKey(source: BlockSource, offset: number, extension: string): string {
  const name = `/${offsetInKey(offset)}.${extension}`;
  return objectPath(source, s3Limits.maxObjectKeyBytes - name.length) + name;
}
