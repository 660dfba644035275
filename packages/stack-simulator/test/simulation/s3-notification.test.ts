import { describe, expect, it } from '@jest/globals';
import { encodeEventKey, matchesEvent } from '../../src/simulation/s3-notification.js';

const rule = { bucketName: 'source', events: ['s3:ObjectCreated:*'], prefix: 'in/', suffix: '.txt' };
const event = { eventName: 'ObjectCreated:Put', bucket: 'source', key: 'in/a.txt' };

describe('matchesEvent', () => {
  it.each(['Put', 'Post', 'Copy', 'CompleteMultipartUpload'])(
    'matches ObjectCreated:%s for ObjectCreated:*',
    (kind) => {
      expect(matchesEvent(rule, { ...event, eventName: `ObjectCreated:${kind}` })).toBe(true);
    },
  );

  it('matches only the event type that the rule names', () => {
    const putOnly = { ...rule, events: ['s3:ObjectCreated:Put'] };
    expect(matchesEvent(putOnly, event)).toBe(true);
    expect(matchesEvent(putOnly, { ...event, eventName: 'ObjectCreated:Post' })).toBe(false);
  });

  it.each([
    ['a%20b%2F', 'a b/c.txt'],
    ['a b/', 'a b/c.txt'],
    ['100%', '100%.txt'],
    ['%C3%BC', 'ü.txt'],
  ])('decodes the filter %s for the key %s', (prefix, key) => {
    expect(matchesEvent({ ...rule, prefix }, { ...event, key })).toBe(true);
  });

  it.each([
    ['another bucket', { bucket: 'other' }],
    ['another prefix', { key: 'out/a.txt' }],
    ['another suffix', { key: 'in/a.csv' }],
    ['a suffix in upper case', { key: 'in/a.TXT' }],
    ['a deletion', { eventName: 'ObjectRemoved:Delete' }],
  ])('does not match %s', (_, difference) => {
    expect(matchesEvent(rule, { ...event, ...difference })).toBe(false);
  });
});

describe('encodeEventKey', () => {
  it.each([
    ['a b', 'a+b'],
    ['a+b', 'a%2Bb'],
    ['100%', '100%25'],
    ['folder/ü', 'folder/%C3%BC'],
    ['😀=&', '%F0%9F%98%80%3D%26'],
  ])('encodes %s as %s', (key, encoded) => {
    expect(encodeEventKey(key)).toBe(encoded);
    expect(decodeURIComponent(encodeEventKey(key).replaceAll('+', ' '))).toBe(key);
  });
});
