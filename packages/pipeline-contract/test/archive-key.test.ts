import {
  archiveKey,
  archivePrefix,
  contentDigest,
  foreignRecordKey,
  parseArchiveKey,
} from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const source = { bucket: 'uploads', key: 'a/b c+é.txt', versionId: 'v1' };
const part = { index: 3, count: 16, rangeOffset: 786_432 };

describe('archiveKey', () => {
  it('is <bucket>/<key>/<version>/<offset>', () => {
    expect(archiveKey({ source, offset: 786_432 }, 'zst')).toBe(
      'uploads/a/b c+é.txt/v1/00000000000000786432.zst',
    );
  });

  it('has both ends of a run of plain records', () => {
    expect(archiveKey({ source, offset: 10, endOffset: 250 }, 'gz')).toBe(
      'uploads/a/b c+é.txt/v1/00000000000000000010-00000000000000000250.gz',
    );
  });

  it('has the offset of the divided range and the part number for a part', () => {
    expect(archiveKey({ source, offset: 787_000, part }, 'gz')).toBe(
      'uploads/a/b c+é.txt/v1/00000000000000786432.part-0000003-of-16.gz',
    );
  });

  it('sorts by offset, then by end; a run before a block of the same offset', () => {
    const offsets = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).filter(([a, b]) => a < b);
    fc.assert(
      fc.property(offsets, ([smaller, larger]) => {
        const keys = [
          archiveKey({ source, offset: smaller, endOffset: smaller }, 'gz'),
          archiveKey({ source, offset: smaller, endOffset: larger }, 'gz'),
          archiveKey({ source, offset: smaller }, 'gz'),
          archiveKey({ source, offset: smaller }, 'record.gz'),
          archiveKey({ source, offset: larger }, 'gz'),
        ];
        expect([...keys].sort()).toEqual(keys);
      }),
    );
  });

  it('is at most 1,024 bytes and has the prefix of its object, also for the longest key and version', () => {
    const longest = { bucket: 'b'.repeat(63), key: '🌊'.repeat(256), versionId: 'v'.repeat(1_024) };
    const last = { index: 999_999, count: 1_000_000, rangeOffset: Number.MAX_SAFE_INTEGER };
    const keys = [
      archiveKey({ source: longest, offset: 0 }, 'gz'),
      archiveKey({ source: longest, offset: 0, endOffset: Number.MAX_SAFE_INTEGER }, 'record.zst'),
      archiveKey({ source: longest, offset: 0, part: last }, 'record.zst'),
    ];
    const lengths = keys.map((key) => Buffer.byteLength(key));
    expect(lengths.filter((length) => length > 1_024)).toEqual([]);
    expect(Math.max(...lengths)).toBeGreaterThan(1_010);
    expect(keys.filter((key) => !key.startsWith(archivePrefix(longest)))).toEqual([]);
  });
});

describe('parseArchiveKey', () => {
  const block = { offset: 5, endOffset: undefined, isPart: false, isReferencedRecord: false };

  it.each([
    ['a block', archiveKey({ source, offset: 5 }, 'gz'), { ...block, compression: 'gzip' }],
    ['zstd', archiveKey({ source, offset: 5 }, 'zst'), { ...block, compression: 'zstd' }],
    ['a run', archiveKey({ source, offset: 5, endOffset: 9 }, 'gz'), { ...block, endOffset: 9 }],
    ['a part', archiveKey({ source, offset: 787_000, part }, 'gz'), { offset: 786_432, isPart: true }],
    [
      'a referenced record',
      archiveKey({ source, offset: 5 }, 'record.gz'),
      { offset: 5, isReferencedRecord: true },
    ],
  ])('reads the key of %s', (_, key, name) => {
    expect(parseArchiveKey(key)).toMatchObject(name);
  });

  it.each(['uploads/a.txt/v1/5.gz', '+records/s/shard/00000000000000000005.gz', 'notes.gz'])(
    'returns undefined for another key: %s',
    (key) => {
      expect(parseArchiveKey(key)).toBeUndefined();
    },
  );
});

describe('foreignRecordKey', () => {
  const position = { stream: 'records', shardId: 'shardId-000000000000', sequenceNumber: '49' };
  const keyOf = (partitionKey: string, data: string) =>
    foreignRecordKey(position, { partitionKey, data: Buffer.from(data) });

  it('is +records/<stream>/<shard>/<sequence number>-<digest>', () => {
    expect(keyOf('key', 'data')).toMatch(/^\+records\/records\/shardId-000000000000\/49-[0-9a-f]{16}$/);
  });

  it('differs for records of the same sequence number with other data or another partition key', () => {
    expect(new Set([keyOf('key', 'data'), keyOf('key', 'date'), keyOf('kez', 'data')]).size).toBe(3);
    expect(keyOf('key', 'data')).toBe(keyOf('key', 'data'));
  });

  it('does not mix up partition key and data', () => {
    const digests = [
      contentDigest({ partitionKey: 'a', data: 'bc' }),
      contentDigest({ partitionKey: 'ab', data: 'c' }),
    ];
    expect(digests[0]).not.toBe(digests[1]);
  });
});
