/** A range of bytes of an object. `start` is inclusive, `end` exclusive; an unknown end is `Infinity`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the union of the ranges: sorted, without overlaps, and as few as possible (touching ranges are joined).
 * Empty ranges are dropped.
 */
export function mergeRanges(ranges: Iterable<ByteRange>): ByteRange[] {
  const sorted = [...ranges].filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  const merged: ByteRange[] = [];
  for (const { start, end } of sorted) {
    const last = merged.at(-1);
    if (last === undefined || start > last.end) merged.push({ start, end });
    else if (end > last.end) merged[merged.length - 1] = { start: last.start, end };
  }
  return merged;
}

/** Returns the bytes in `minuend` that are not in `subtrahend`, merged and sorted. */
export function subtractRanges(minuend: Iterable<ByteRange>, subtrahend: Iterable<ByteRange>): ByteRange[] {
  const cuts = mergeRanges(subtrahend);
  return mergeRanges(minuend).flatMap((range) => subtractFromRange(range, cuts));
}

/** Returns the bytes that are in both sets of ranges, merged and sorted. */
export function intersectRanges(left: readonly ByteRange[], right: Iterable<ByteRange>): ByteRange[] {
  return subtractRanges(left, subtractRanges(left, right));
}

/** Returns the number of distinct bytes in the ranges. Overlapping bytes count once. */
export function countBytes(ranges: Iterable<ByteRange>): number {
  return mergeRanges(ranges).reduce((bytes, { start, end }) => bytes + end - start, 0);
}

/** @param cuts - Merged and sorted. */
function subtractFromRange({ start, end }: ByteRange, cuts: readonly ByteRange[]): ByteRange[] {
  const remaining: ByteRange[] = [];
  let position = start;
  for (const cut of cuts) {
    if (cut.end <= position || cut.start >= end) continue;
    if (cut.start > position) remaining.push({ start: position, end: cut.start });
    position = cut.end;
  }
  if (position < end) remaining.push({ start: position, end });
  return remaining;
}
