import { type Explanation, explainGaps } from '@headwaters/ledger';
import { type ByteRange, countBytes, intersectRanges, mergeRanges } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const fallback = { state: 'missing', at: undefined, why: 'no receipt from the producer yet' } as const;
const ranges = fc.array(
  fc.tuple(fc.nat(30), fc.nat(6)).map(([start, length]): ByteRange => ({ start, end: start + length })),
  { maxLength: 5 },
);
const explanations = fc.array(
  fc.record({
    ranges,
    reason: fc.record({
      state: fc.constant('rejected' as const),
      at: fc.constant(undefined),
      why: fc.uuid(),
    }),
  }),
  { maxLength: 4 },
);

describe('explainGaps', () => {
  it('assigns every absent byte to one gap, and no other byte', () => {
    fc.assert(
      fc.property(ranges, explanations, (absent, reasons) => {
        const gaps = explainGaps(mergeRanges(absent), reasons, fallback);
        expect(mergeRanges(gaps)).toEqual(mergeRanges(absent));
        expect(gaps.reduce((bytes, { start, end }) => bytes + end - start, 0)).toBe(countBytes(absent));
      }),
    );
  });

  it('assigns the first explanation that contains a byte', () => {
    fc.assert(
      fc.property(ranges, explanations, (absent, reasons) => {
        for (const { start, end, why } of explainGaps(mergeRanges(absent), reasons, fallback)) {
          const contains = ({ ranges: explained }: Explanation) =>
            intersectRanges([{ start, end }], explained).length > 0;
          expect(reasons.find(contains)?.reason.why ?? fallback.why).toBe(why);
        }
      }),
    );
  });
});
