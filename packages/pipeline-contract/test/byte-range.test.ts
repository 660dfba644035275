import {
  type ByteRange,
  countBytes,
  intersectRanges,
  subtractRanges,
  uniteRanges,
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

/** The oracle: the bytes one by one. */
const bytesOf = (list: readonly ByteRange[]) =>
  new Set(list.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index)));
const sorted = (bytes: Iterable<number>) => [...bytes].sort((a, b) => a - b);

/** In order, none empty, and a gap between any two. */
function expectFewest(list: readonly ByteRange[]): void {
  list.forEach(({ start, end }, index) => {
    expect(start).toBeLessThan(end);
    expect(start).toBeGreaterThan(list[index - 1]?.end ?? -1);
  });
}

describe('ranges', () => {
  it('unite to the same bytes, whatever their order and overlaps', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const united = uniteRanges(list);
        expect(sorted(bytesOf(united))).toEqual(sorted(bytesOf(list)));
        expect(countBytes(list)).toBe(bytesOf(list).size);
        expect(uniteRanges([...list].reverse())).toEqual(united);
        expectFewest(united);
      }),
    );
  });

  it('subtract and intersect as sets of bytes do', () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const [left, both] = [subtractRanges(one, other), intersectRanges(one, other)];
        const taken = bytesOf(other);
        expect(sorted(bytesOf(left))).toEqual(sorted([...bytesOf(one)].filter((byte) => !taken.has(byte))));
        expect(sorted(bytesOf(both))).toEqual(sorted([...bytesOf(one)].filter((byte) => taken.has(byte))));
        [left, both].forEach(expectFewest);
      }),
    );
  });
});

describe('subtractRanges', () => {
  const whole = [{ start: 0, end: 10 }];

  it.each([
    [
      'nothing of a range that is covered by contiguous parts',
      [
        [0, 4],
        [4, 10],
      ],
      [],
    ],
    [
      'what lies between parts',
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
      'one byte at either end',
      [[1, 9]],
      [
        [0, 1],
        [9, 10],
      ],
    ],
  ])('leaves %s', (_, taken, left) => {
    const toRanges = (pairs: number[][]) => pairs.map(([start = 0, end = 0]) => ({ start, end }));
    expect(subtractRanges(whole, toRanges(taken))).toEqual(toRanges(left));
  });

  it('leaves an open end open', () => {
    expect(subtractRanges([{ start: 0, end: Infinity }], [{ start: 0, end: 7 }])).toEqual([
      { start: 7, end: Infinity },
    ]);
    expect(subtractRanges(whole, [{ start: 7, end: Infinity }])).toEqual([{ start: 0, end: 7 }]);
  });
});
