import type { ByteRange } from './byte-range.js';

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
