import type { ByteRange } from './byte-range.js';
import { uniteRanges } from './unite-ranges.js';

/** How many bytes these ranges hold, each byte counted once. */
export function countBytes(ranges: Iterable<ByteRange>): number {
  return uniteRanges(ranges).reduce((bytes, { start, end }) => bytes + end - start, 0);
}
