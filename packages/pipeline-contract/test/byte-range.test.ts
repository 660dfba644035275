import {
  type ByteRange,
  countBytes,
  intersectRanges,
  subtractRanges,
  mergeRanges,
} from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const size = 24;
const ranges = fc.array(
  fc
    .tuple(fc.nat(size), fc.nat(size))
    .map(([a, b]): ByteRange => ({ start: Math.min(a, b), end: Math.max(a, b) })),
  { maxLength: 8 },
);

/** The oracle: a set of single bytes. */
const bytesOf = (list: readonly ByteRange[]) =>
  new Set(list.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index)));
const sorted = (bytes: Iterable<number>) => [...bytes].sort((a, b) => a - b);

/** Asserts that the ranges are sorted, not empty, and separated by gaps. */
function expectMerged(list: readonly ByteRange[]): void {
  list.forEach(({ start, end }, index) => {
    expect(start).toBeLessThan(end);
    expect(start).toBeGreaterThan(list[index - 1]?.end ?? -1);
  });
}

describe('mergeRanges', () => {
  it('returns the same bytes in any order and with any overlaps', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const merged = mergeRanges(list);
        expect(sorted(bytesOf(merged))).toEqual(sorted(bytesOf(list)));
        expect(mergeRanges([...list].reverse())).toEqual(merged);
        expectMerged(merged);
      }),
    );
  });
});

describe('countBytes', () => {
  it('counts each byte once', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        expect(countBytes(list)).toBe(bytesOf(list).size);
      }),
    );
  });
});

describe('intersectRanges', () => {
  it('returns the bytes that are in both', () => {
    fc.assert(
      fc.property(ranges, ranges, (left, right) => {
        const both = intersectRanges(left, right);
        const others = bytesOf(right);
        expect(sorted(bytesOf(both))).toEqual(sorted([...bytesOf(left)].filter((byte) => others.has(byte))));
        expectMerged(both);
      }),
    );
  });
});

describe('subtractRanges', () => {
  const tenBytes = [{ start: 0, end: 10 }];

  it('returns the bytes of the first that are not in the second', () => {
    fc.assert(
      fc.property(ranges, ranges, (minuend, subtrahend) => {
        const remaining = subtractRanges(minuend, subtrahend);
        const removed = bytesOf(subtrahend);
        const expected = [...bytesOf(minuend)].filter((byte) => !removed.has(byte));
        expect(sorted(bytesOf(remaining))).toEqual(sorted(expected));
        expectMerged(remaining);
      }),
    );
  });

  it.each([
    [
      'nothing if contiguous parts cover the range',
      [
        [0, 4],
        [4, 10],
      ],
      [],
    ],
    [
      'the gaps between parts',
      [
        [1, 4],
        [6, 10],
      ],
      [
        [0, 1],
        [4, 6],
      ],
    ],
    [
      'one byte at each end',
      [[1, 9]],
      [
        [0, 1],
        [9, 10],
      ],
    ],
  ])('leaves %s', (_, subtrahend, remaining) => {
    const toRanges = (pairs: number[][]) => pairs.map(([start = 0, end = 0]) => ({ start, end }));
    expect(subtractRanges(tenBytes, toRanges(subtrahend))).toEqual(toRanges(remaining));
  });

  it('preserves an unknown end', () => {
    expect(subtractRanges([{ start: 0, end: Infinity }], [{ start: 0, end: 7 }])).toEqual([
      { start: 7, end: Infinity },
    ]);
    expect(subtractRanges(tenBytes, [{ start: 7, end: Infinity }])).toEqual([{ start: 0, end: 7 }]);
  });
});
