import { describe, expect, test } from '@jest/globals';
import { matchesEvent } from '../../src/notification/matches-event.js';

const rule = { bucketName: 'source', events: ['s3:ObjectCreated:*'], prefix: 'in/', suffix: '.txt' };
const event = { eventName: 'ObjectCreated:Put', bucket: 'source', key: 'in/a.txt' };

describe('matchesEvent', () => {
  test.each(['Put', 'Post', 'Copy', 'CompleteMultipartUpload'])(
    'takes ObjectCreated:%s for the wildcard',
    (kind) => {
      expect(matchesEvent(rule, { ...event, eventName: `ObjectCreated:${kind}` })).toBe(true);
    },
  );

  test('takes only the kind that a rule names', () => {
    const putOnly = { ...rule, events: ['s3:ObjectCreated:Put'] };
    expect(matchesEvent(putOnly, event)).toBe(true);
    expect(matchesEvent(putOnly, { ...event, eventName: 'ObjectCreated:Post' })).toBe(false);
  });

  test.each([
    ['another bucket', { bucket: 'other' }],
    ['another prefix', { key: 'out/a.txt' }],
    ['another suffix', { key: 'in/a.csv' }],
    ['a suffix in capitals', { key: 'in/a.TXT' }],
    ['a removal', { eventName: 'ObjectRemoved:Delete' }],
  ])('passes over %s', (_, difference) => {
    expect(matchesEvent(rule, { ...event, ...difference })).toBe(false);
  });
});
