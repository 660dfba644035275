import { describe, expect, it } from '@jest/globals';
import { groupFilters, uploadPattern } from '../../src/filters/event-pattern.js';

const filter = (prefix: string, suffix: string) => ({ prefix, suffix });

/** The rules on the key in the pattern of one filter. */
function keyRules(prefix: string, suffix: string): unknown {
  const pattern = JSON.parse(uploadPattern('uploads', [filter(prefix, suffix)])) as {
    detail: { object?: { key: unknown } };
  };
  return pattern.detail.object?.key;
}

describe('groupFilters', () => {
  it('gives filters that no key can match both groups of their own', () => {
    const filters = [filter('in/', '.csv'), filter('in/', '.json'), filter('out/', '.csv')];
    expect(groupFilters(filters)).toEqual(filters.map((each) => [each]));
  });

  it('joins filters that a key can match both, also by way of a third one', () => {
    const [a, b, both] = [filter('a/', '.csv'), filter('b/', '.csv'), filter('', '.csv')] as const;
    expect(groupFilters([a, b, both])).toEqual([[a, b, both]]);
  });
});

describe('uploadPattern', () => {
  it('matches created objects of the bucket', () => {
    expect(JSON.parse(uploadPattern('uploads', [filter('', '.txt')]))).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['uploads'] }, object: { key: [{ suffix: '.txt' }] } },
    });
  });

  it('uses a wildcard only for a prefix with a suffix: an event bus has 30 rules with wildcards', () => {
    expect(keyRules('in/', '')).toEqual([{ prefix: 'in/' }]);
    expect(keyRules('in/', '.txt')).toEqual([{ wildcard: 'in/*.txt' }]);
    expect(keyRules('', '')).toBeUndefined();
  });

  it('matches keys in which prefix and suffix overlap, as S3 does', () => {
    expect(keyRules('in/', '/a.txt')).toEqual([{ wildcard: 'in/*/a.txt' }, 'in/a.txt']);
    expect(keyRules('aa', 'aa')).toEqual([{ wildcard: 'aa*aa' }, 'aaa', 'aa']);
  });

  it('matches every key if one of its filters does', () => {
    const pattern = uploadPattern('uploads', [filter('in/', ''), filter('', '')]);
    expect(pattern).not.toContain('object');
  });
});
