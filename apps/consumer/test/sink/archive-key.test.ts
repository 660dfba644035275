import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { archiveKey } from '../../src/sink/archive-key.js';

const source = { bucket: 'uploads', key: 'a/b c+é.txt', versionId: 'v1' };

describe('archiveKey', () => {
  it('is bucket, key, version and offset', () => {
    expect(archiveKey(source, 786_432, 'zst')).toBe('uploads/a/b c+é.txt/v1/00000000000000786432.zst');
  });

  it('sorts by offset', () => {
    const offsets = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).filter(([a, b]) => a < b);
    fc.assert(
      fc.property(offsets, ([smaller, larger]) => {
        expect(archiveKey(source, smaller, 'gz') < archiveKey(source, larger, 'gz')).toBe(true);
      }),
    );
  });

  it('is at most 1,024 bytes, for the longest key and version too', () => {
    const longest = { bucket: 'b'.repeat(63), key: '🌊'.repeat(256), versionId: 'v'.repeat(1_024) };
    const key = archiveKey(longest, Number.MAX_SAFE_INTEGER, 'record.zst');
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1_024);
    expect(Buffer.byteLength(key)).toBeGreaterThan(1_020);
  });
});
