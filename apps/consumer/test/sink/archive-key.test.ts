import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { archiveKey } from '../../src/sink/archive-sink.js';

const source = { bucket: 'uploads', key: 'a/b c+é.txt', versionId: 'v1' };

describe('archiveKey', () => {
  it('is bucket, key, version and offset', () => {
    expect(archiveKey({ source, offset: 786_432 }, 'zst')).toBe(
      'uploads/a/b c+é.txt/v1/00000000000000786432.zst',
    );
  });

  it('is bucket, key, version, the offset of the range and the part, of a framed block', () => {
    const part = { slot: 5, index: 3, count: 16, rangeOffset: 786_432, rangeLength: 786_000 };
    expect(archiveKey({ source, offset: 787_000, part }, 'gz')).toBe(
      'uploads/a/b c+é.txt/v1/00000000000000786432.part-0000003-of-16.gz',
    );
  });

  it('sorts by offset', () => {
    const offsets = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).filter(([a, b]) => a < b);
    fc.assert(
      fc.property(offsets, ([smaller, larger]) => {
        const keys = [smaller, larger].map((offset) => archiveKey({ source, offset }, 'gz'));
        expect([...keys].sort()).toEqual(keys);
      }),
    );
  });

  it('is at most 1,024 bytes, for the longest key and version too', () => {
    const longest = { bucket: 'b'.repeat(63), key: '🌊'.repeat(256), versionId: 'v'.repeat(1_024) };
    const key = archiveKey({ source: longest, offset: Number.MAX_SAFE_INTEGER }, 'record.zst');
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1_024);
    expect(Buffer.byteLength(key)).toBeGreaterThan(1_020);
  });
});
