import { type Explanation, explainGaps } from '@headwaters/ledger';
import { type ByteRange, countBytes, intersectRanges, mergeRanges } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const otherwise = { state: 'missing', at: undefined, why: 'not known to be published yet' } as const;
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
  it('explains every absent byte once, and no other', () => {
    fc.assert(
      fc.property(ranges, explanations, (absent, reasons) => {
        const gaps = explainGaps(mergeRanges(absent), reasons, otherwise);
        expect(mergeRanges(gaps)).toEqual(mergeRanges(absent));
        expect(gaps.reduce((bytes, { start, end }) => bytes + end - start, 0)).toBe(countBytes(absent));
      }),
    );
  });

  it('gives each byte the first explanation that holds it', () => {
    fc.assert(
      fc.property(ranges, explanations, (absent, reasons) => {
        for (const { start, end, why } of explainGaps(mergeRanges(absent), reasons, otherwise)) {
          const holds = ({ ranges: held }: Explanation) => intersectRanges([{ start, end }], held).length > 0;
          expect(reasons.find(holds)?.reason.why ?? otherwise.why).toBe(why);
        }
      }),
    );
  });
});
