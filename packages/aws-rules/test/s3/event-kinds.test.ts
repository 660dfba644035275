import { describe, expect, it } from '@jest/globals';
import { eventKinds, expandEventKind, isEventKind, matchesEventKind } from '@headwaters/aws-rules';

describe('eventKinds', () => {
  it('are all accepted, and expand to single kinds', () => {
    expect(eventKinds.filter((kind) => !isEventKind(kind) || expandEventKind(kind).length === 0)).toEqual([]);
  });
});

describe('isEventKind', () => {
  it.each([
    ['s3:ObjectCreate:*', 'misspelt'],
    ['ObjectCreated:*', 'without s3:'],
    ['s3:objectcreated:*', 'in lower case'],
    ['s3:ObjectCreated', 'a group without its wildcard'],
    ['s3:*', 'a wildcard of all groups'],
    ['s3:TestEvent', 'sent by S3 itself'],
    ['s3:ObjectAcl:*', 'a wildcard of a group of one'],
    ['', 'empty'],
  ])('refuses %j: %s', (kind) => {
    expect(isEventKind(kind)).toBe(false);
  });
});

describe('expandEventKind', () => {
  it('gives all kinds of a wildcard, and a single kind itself', () => {
    expect(expandEventKind('s3:ObjectRemoved:*')).toEqual([
      's3:ObjectRemoved:Delete',
      's3:ObjectRemoved:DeleteMarkerCreated',
    ]);
    expect(expandEventKind('s3:LifecycleTransition')).toEqual(['s3:LifecycleTransition']);
  });

  it('gives nothing for an unknown kind', () => {
    expect(expandEventKind('s3:ObjectCreate:*')).toEqual([]);
  });
});

describe('matchesEventKind', () => {
  it('matches a wildcard with the kinds of its group, written with and without s3:', () => {
    expect(matchesEventKind('s3:ObjectCreated:*', 'ObjectCreated:Post')).toBe(true);
    expect(matchesEventKind('s3:ObjectCreated:*', 's3:ObjectCreated:Copy')).toBe(true);
    expect(matchesEventKind('s3:ObjectCreated:*', 'ObjectRemoved:Delete')).toBe(false);
  });

  it('matches a single kind with itself alone', () => {
    expect(matchesEventKind('s3:ObjectCreated:Put', 'ObjectCreated:Put')).toBe(true);
    expect(matchesEventKind('s3:ObjectCreated:Put', 'ObjectCreated:Post')).toBe(false);
  });

  it('never matches a pattern without s3:, which S3 does not have', () => {
    expect(matchesEventKind('ObjectCreated:*', 'ObjectCreated:Put')).toBe(false);
  });
});
