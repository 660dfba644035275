/** Bytes of an object: from `start` on, up to but without `end`. An `end` of Infinity is one that is not known. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The bytes that any of these ranges holds, as the fewest ranges there can be, in order. Empty ranges add nothing. */
export function uniteRanges(ranges: Iterable<ByteRange>): ByteRange[] {
  const ordered = [...ranges].filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  const united: ByteRange[] = [];
  for (const { start, end } of ordered) {
    const last = united.at(-1);
    if (last === undefined || start > last.end) united.push({ start, end });
    else if (end > last.end) united[united.length - 1] = { start: last.start, end };
  }
  return united;
}

/** The bytes that are in both, as the fewest ranges, in order. */
export function intersectRanges(one: readonly ByteRange[], other: Iterable<ByteRange>): ByteRange[] {
  return subtractRanges(one, subtractRanges(one, other));
}

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

/** How many bytes these ranges hold, each byte counted once. */
export function countBytes(ranges: Iterable<ByteRange>): number {
  return uniteRanges(ranges).reduce((bytes, { start, end }) => bytes + end - start, 0);
}
