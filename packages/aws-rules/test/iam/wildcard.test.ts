import { matchesWildcard, unknownText } from '@headwaters/aws-rules';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

describe('matchesWildcard', () => {
  it.each([
    ['arn:aws:s3:::in/*', 'arn:aws:s3:::in/a/b:c', 'yes'],
    ['arn:aws:s3:::in/*', 'arn:aws:s3:::in', 'no'],
    ['*in*', 'in', 'yes'],
    ['a?c', 'a😀c', 'yes'],
    ['a?c', 'ac', 'no'],
    ['a.c', 'abc', 'no'],
    ['', '', 'yes'],
    ['**', '', 'yes'],
    ['A', 'a', 'no'],
  ])('%s and %s: %s', (pattern, value, expected) => {
    expect(matchesWildcard(pattern, value)).toBe(expected);
  });

  it('answers known strings like strings with the same unknown end', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '😀'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (pattern, value) => {
        const end = unknownText('end');
        // A pattern that ends with a wildcard may match the unknown end by that wildcard.
        fc.pre(!pattern.endsWith('*') && !pattern.endsWith('?'));
        const known = matchesWildcard(pattern, value);
        const extended = matchesWildcard(pattern + end, value + end);
        return known === extended || extended === 'unknown';
      }),
      { numRuns: 2_000 },
    );
  });

  it('compares long strings with many wildcards in a bounded number of steps', () => {
    const pattern = `${'*a'.repeat(200)}b`;
    expect(matchesWildcard(pattern, 'a'.repeat(2_000))).toBe('no');
  });
});
