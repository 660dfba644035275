import { describe, expect, it } from '@jest/globals';
import { findOverlaps, type NotificationFilter } from '@headwaters/aws-rules';

const rule = (
  events: string | readonly string[],
  { prefix = '', suffix = '' }: { readonly prefix?: string; readonly suffix?: string } = {},
): NotificationFilter => ({ events: typeof events === 'string' ? [events] : events, prefix, suffix });

const created = 's3:ObjectCreated:*';
const put = 's3:ObjectCreated:Put';
const removed = 's3:ObjectRemoved:*';

const overlaps = (...rules: NotificationFilter[]) =>
  findOverlaps(rules).map(({ first, second }) => [first, second]);

// The examples of the S3 user guide, notification-how-to-filtering.
describe('findOverlaps', () => {
  it.each([
    ['no filters', rule(created), rule(created)],
    ['a wildcard and one of its kinds', rule(created), rule(put)],
    ['one kind in common', rule([put, 's3:ObjectRemoved:Delete']), rule([removed, 's3:ObjectCreated:Copy'])],
    ['a prefix of a prefix', rule(created, { prefix: 'images' }), rule(created, { prefix: 'images/' })],
    ['a suffix of a suffix', rule(created, { suffix: '.jpg' }), rule(created, { suffix: 'jpg' })],
    ['a prefix and no prefix', rule(created, { prefix: 'images/' }), rule(created)],
    [
      'prefix and suffix in different rules',
      rule(created, { prefix: 'images' }),
      rule(created, { suffix: '.jpg' }),
    ],
    [
      'one prefix and suffixes that overlap',
      rule(created, { prefix: 'a/', suffix: 'g' }),
      rule(put, { prefix: 'a/', suffix: '.jpg' }),
    ],
  ])('finds rules with %s', (_what, one, other) => {
    expect(overlaps(one, other)).toEqual([[0, 1]]);
    expect(overlaps(other, one)).toEqual([[0, 1]]);
  });

  it.each([
    ['different kinds', rule(created), rule(removed)],
    ['two single kinds of a group', rule(put), rule('s3:ObjectCreated:Post')],
    ['prefixes that differ', rule(created, { prefix: 'images' }), rule(created, { prefix: 'logs' })],
    [
      'one prefix and suffixes that differ',
      rule(created, { prefix: 'a', suffix: '.jpg' }),
      rule(created, { prefix: 'a', suffix: '.png' }),
    ],
    ['case of a prefix that differs', rule(created, { prefix: 'A' }), rule(created, { prefix: 'a' })],
    ['unknown kinds', rule('s3:ObjectCreate:*'), rule('s3:ObjectCreate:*')],
  ])('accepts rules with %s', (_what, one, other) => {
    expect(overlaps(one, other)).toEqual([]);
  });

  it('gives each pair once, by index', () => {
    expect(overlaps(rule(created), rule(removed), rule(put), rule(created, { suffix: 'x' }))).toEqual([
      [0, 2],
      [0, 3],
      [2, 3],
    ]);
  });
});
