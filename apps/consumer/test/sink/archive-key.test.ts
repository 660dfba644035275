import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { archiveKey } from '../../src/sink/archive-key.js';

const versionId = '096fKKXTRTtl3on89fVO.nfljtsv6qko';
/** bucket/ /version/ 20 digits .gz */
const overheadBytes = 'uploads/'.length + `/${versionId}/`.length + 20 + '.gz'.length;

const text = fc.string({ unit: 'binary', maxLength: 1_024 }).filter((key) => Buffer.byteLength(key) <= 1_024);
const sources = fc.record(
  { bucket: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/), key: text, versionId: text },
  { requiredKeys: ['bucket', 'key'] },
);
const offsets = fc.maxSafeNat();

describe('archiveKey', () => {
  it('is bucket, key, version and offset, so that a listing gives the blocks in order', () => {
    const source = { bucket: 'uploads', key: 'a/b c+é.txt', versionId };
    expect([2, 10, 1e15].map((offset) => archiveKey(source, offset, 'zst'))).toEqual([
      `uploads/a/b c+é.txt/${versionId}/00000000000000000002.zst`,
      `uploads/a/b c+é.txt/${versionId}/00000000000000000010.zst`,
      `uploads/a/b c+é.txt/${versionId}/00001000000000000000.zst`,
    ]);
  });

  it('calls the version null where the bucket keeps none, as S3 does', () => {
    expect(archiveKey({ bucket: 'uploads', key: 'a' }, 0, 'gz')).toBe(
      'uploads/a/null/00000000000000000000.gz',
    );
  });

  it.each([
    ['one under', 1_023],
    ['at', 1_024],
  ])('keeps a key whole when the result is %s 1,024 bytes', (_, bytes) => {
    const key = 'k'.repeat(bytes - overheadBytes);
    expect(archiveKey({ bucket: 'uploads', key, versionId }, 0, 'gz')).toContain(`/${key}/${versionId}/`);
  });

  it('cuts a longer key short between characters, and names it by its hash', () => {
    const key = '🌊'.repeat(256);
    const archived = archiveKey({ bucket: 'uploads', key, versionId }, 5, 'gz');
    expect(archived).toMatch(/^uploads\/(🌊)+\/\+sha256-[0-9a-f]{64}\/0{19}5\.gz$/u);
    expect(Buffer.byteLength(archived)).toBeLessThanOrEqual(1_024);
    expect(Buffer.byteLength(archived)).toBeGreaterThan(1_020);
  });

  it('is never longer than 1,024 bytes, whatever the source', () => {
    fc.assert(
      fc.property(sources, offsets, (source, offset) => {
        expect(Buffer.byteLength(archiveKey(source as never, offset, 'zst'))).toBeLessThanOrEqual(1_024);
      }),
    );
  });

  it.each([
    ['a version that runs into the key', { key: 'a/b', versionId: 'c' }, { key: 'a', versionId: 'b/c' }],
    ['a slash at the end', { key: 'a/', versionId: 'v' }, { key: 'a', versionId: 'v' }],
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
  ])('tells apart %s', (_, one, other) => {
    expect(archiveKey({ bucket: 'uploads', ...one }, 0, 'gz')).not.toBe(
      archiveKey({ bucket: 'uploads', ...other }, 0, 'gz'),
    );
  });
});
