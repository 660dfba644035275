import type { ByteRange } from './byte-range.js';
import { subtractRanges } from './subtract-ranges.js';

/** The bytes that are in both, as the fewest ranges, in order. */
export function intersectRanges(one: readonly ByteRange[], other: Iterable<ByteRange>): ByteRange[] {
  return subtractRanges(one, subtractRanges(one, other));
}
