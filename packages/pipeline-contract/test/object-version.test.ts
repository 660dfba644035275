import { formatSourceUri, objectPath } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const versionId = '096fKKXTRTtl3on89fVO.nfljtsv6qko';
const bucket = 'uploads';
const overheadBytes = `${bucket}/`.length + `/${versionId}`.length;
const text = fc.string({ unit: 'binary', maxLength: 1_024 });
const versions = fc.record({
  bucket: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  key: text,
  versionId: fc.option(text, { nil: undefined }),
});

describe('objectPath', () => {
  it('joins bucket, key and version', () => {
    expect(objectPath({ bucket, key: 'a/b c+é.txt', versionId }, 1_000)).toBe(
      `uploads/a/b c+é.txt/${versionId}`,
    );
  });

  it('uses the version null for an object without a version, as S3 does', () => {
    expect(objectPath({ bucket, key: 'a' }, 1_000)).toBe('uploads/a/null');
  });

  it.each([
    ['one under', 999],
    ['at', 1_000],
  ])('keeps the complete key if the path is %s its limit', (_, bytes) => {
    const key = 'k'.repeat(bytes - overheadBytes);
    expect(objectPath({ bucket, key, versionId }, 1_000)).toBe(`uploads/${key}/${versionId}`);
  });

  it('truncates a longer key between characters and appends its hash', () => {
    const path = objectPath({ bucket, key: '🌊'.repeat(256), versionId }, 1_000);
    expect(path).toMatch(/^uploads\/(🌊)+\/\+sha256-[0-9a-f]{64}$/u);
    expect(Buffer.byteLength(path)).toBeGreaterThan(996);
  });

  it('never exceeds maxBytes', () => {
    fc.assert(
      fc.property(versions, fc.integer({ min: 200, max: 1_024 }), (version, maxBytes) => {
        expect(Buffer.byteLength(objectPath(version, maxBytes))).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });

  it.each([
    ['a version with a slash', { key: 'a/b', versionId: 'c' }, { key: 'a', versionId: 'b/c' }],
    ['a trailing slash', { key: 'a/', versionId: 'v' }, { key: 'a', versionId: 'v' }],
    [
      'a version that looks like a hash',
      { key: 'a', versionId: '+sha256-0' },
      { key: 'a', versionId: '%2Bsha256-0' },
    ],
    [
      'long keys that differ at the end',
      { key: `${'k'.repeat(1_023)}a`, versionId },
      { key: `${'k'.repeat(1_023)}b`, versionId },
    ],
  ])('distinguishes %s', (_, one, other) => {
    expect(objectPath({ bucket, ...one }, 1_000)).not.toBe(objectPath({ bucket, ...other }, 1_000));
  });
});

describe('formatSourceUri', () => {
  it.each([
    ['s3://uploads/a/b c+é.txt?versionId=v1', { bucket, key: 'a/b c+é.txt', versionId: 'v1' }],
    ['s3://uploads/a?b', { bucket, key: 'a?b' }],
  ])('returns %s', (uri, version) => {
    expect(formatSourceUri(version)).toBe(uri);
  });
});
