import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ContentSum } from '../../src/pipeline/content-sum.js';

function sumOf(records: readonly string[]): ContentSum {
  const sum = new ContentSum();
  for (const record of records) sum.add(Buffer.from(record));
  return sum;
}

describe('ContentSum', () => {
  it('is the same for records in any order, with and without line ends', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab]{0,3}$/)), fc.array(fc.nat()), (records, ranks) => {
        const shuffled = records
          .map((record, index) => ({ record, rank: ranks[index] ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ record }, index) => record + (['', '\n', '\r\n'][index % 3] ?? ''));
        const [one, other] = [sumOf(records), sumOf(shuffled)];
        expect(other).toMatchObject({ records: one.records, bytes: one.bytes });
        expect(other.digest()).toBe(one.digest());
      }),
    );
  });

  it.each([
    ['a record twice', ['a', 'b', 'b']],
    ['a record less', ['a']],
    ['another record', ['a', 'c']],
    ['two records as one', ['ab']],
    ['a carriage return more', ['a', 'b\r']],
  ])('differs for %s', (_, records) => {
    expect(sumOf(records).digest()).not.toBe(sumOf(['a', 'b']).digest());
  });

  it('has 64 digits, also of no records', () => {
    expect(sumOf([]).digest()).toBe('0'.repeat(64));
  });
});
