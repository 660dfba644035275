import type { ByteRange } from '@headwaters/pipeline-contract';
import type { Block } from '@headwaters/record-codec';

/** The bytes of the object that a block is about; of a framed block the whole range that it is a part of. */
export function rangeOfBlock({ part, offset, rawLength }: Block): ByteRange {
  const [start, length] = part === undefined ? [offset, rawLength] : [part.rangeOffset, part.rangeLength];
  return { start, end: start + length };
}
