import type { Block } from '@headwaters/record-codec';
import type { ByteSpan } from '../../contract/file-coverage.js';

/** The bytes of the object that a block is of; of a part of a divided block, those of the whole block. */
export function spanOf({ offset, rawLength, part }: Pick<Block, 'offset' | 'rawLength' | 'part'>): ByteSpan {
  const start = part?.rangeOffset ?? offset;
  return { start, end: start + (part?.rangeLength ?? rawLength) };
}
