import { objectPath, offsetInKey, s3Limits } from '@headwaters/pipeline-contract';
import type { Block } from '@headwaters/record-codec';

/** Digits of a part's number inside a key: a range has at most as many parts as it has records. */
const partDigits = 7;

/**
 * The key under which a block is archived: the path of its object, its offset, and an extension. Of a framed block: the
 * offset of the range that it is a part of, and its number among the parts. The same block always gets the same key, two
 * blocks never do, and a listing gives the blocks in the order of the object.
 */
export function archiveKey(
  { source, offset, part }: Pick<Block, 'source' | 'offset' | 'part'>,
  extension: string,
): string {
  const place =
    part === undefined
      ? offsetInKey(offset)
      : `${offsetInKey(part.rangeOffset)}.part-${String(part.index).padStart(partDigits, '0')}-of-${part.count}`;
  const name = `/${place}.${extension}`;
  return objectPath(source, s3Limits.maxObjectKeyBytes - name.length) + name;
}
