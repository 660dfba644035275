import type { ByteRange } from './byte-range.js';
import { uniteRanges } from './unite-ranges.js';

/** The bytes of `from` that `taken` does not hold, as the fewest ranges, in order. */
export function subtractRanges(from: Iterable<ByteRange>, taken: Iterable<ByteRange>): ByteRange[] {
  const cuts = uniteRanges(taken);
  return uniteRanges(from).flatMap((range) => cutAway(range, cuts));
}

function cutAway({ start, end }: ByteRange, cuts: readonly ByteRange[]): ByteRange[] {
  const left: ByteRange[] = [];
  let position = start;
  for (const cut of cuts) {
    if (cut.end <= position || cut.start >= end) continue;
    if (cut.start > position) left.push({ start: position, end: cut.start });
    position = cut.end;
  }
  if (position < end) left.push({ start: position, end });
  return left;
}
