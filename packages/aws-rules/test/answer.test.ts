import { describe, expect, it } from '@jest/globals';
import { allOf, answerOf, anyOf, negate, type Answer } from '@headwaters/aws-rules';

const no: Answer[] = ['yes', 'unknown', 'no'];

describe('allOf', () => {
  it('is no if one answer is no, also beside an unknown one', () => {
    expect(allOf(no)).toBe('no');
  });

  it('is unknown if one answer is unknown and none is no', () => {
    expect(allOf(['yes', 'unknown'])).toBe('unknown');
  });

  it('is yes without any answers', () => {
    expect(allOf([])).toBe('yes');
  });
});

describe('anyOf', () => {
  it('is yes if one answer is yes, also beside an unknown one', () => {
    expect(anyOf(no)).toBe('yes');
  });

  it('is unknown if one answer is unknown and none is yes', () => {
    expect(anyOf(['no', 'unknown'])).toBe('unknown');
  });

  it('is no without any answers', () => {
    expect(anyOf([])).toBe('no');
  });
});

describe('negate', () => {
  it('turns yes and no around and leaves unknown', () => {
    expect([answerOf(true), answerOf(false), 'unknown' as const].map(negate)).toEqual([
      'no',
      'yes',
      'unknown',
    ]);
  });
});
