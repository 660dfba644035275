import { describe, expect, it } from '@jest/globals';
import { parseSourceUri, SourceUriError } from '@headwaters/ledger';

describe('parseSourceUri', () => {
  it.each([
    ['s3://uploads/a.txt', { bucket: 'uploads', key: 'a.txt' }],
    ['s3://uploads/a.txt?versionId=v.1', { bucket: 'uploads', key: 'a.txt', versionId: 'v.1' }],
    ['s3://uploads/a b+%20🌊?x=1&y', { bucket: 'uploads', key: 'a b+%20🌊?x=1&y' }],
    ['s3://uploads//a//b/', { bucket: 'uploads', key: '/a//b/' }],
    ['s3://uploads/a?versionId=1?versionId=2', { bucket: 'uploads', key: 'a?versionId=1', versionId: '2' }],
    ['s3://uploads/two\nlines', { bucket: 'uploads', key: 'two\nlines' }],
  ])('reads %j', (uri, source) => {
    expect(parseSourceUri(uri)).toEqual(source);
  });

  it.each(['', 'a.txt', 's3://uploads', 's3://uploads/', 's3:///a.txt', 'https://uploads/a.txt'])(
    'refuses %j',
    (uri) => {
      expect(() => parseSourceUri(uri)).toThrow(SourceUriError);
    },
  );
});
