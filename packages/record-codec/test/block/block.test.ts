import { describe, expect, it } from '@jest/globals';
import { blockId, blockRange } from '@headwaters/record-codec';

describe('blockId', () => {
  it('is bucket/key@versionId#offset', () => {
    expect(blockId({ source: { bucket: 'b', key: 'k/é', versionId: 'v' }, offset: 7 })).toBe('b/k/é@v#7');
  });

  it('distinguishes a key with an at sign from a version', () => {
    const unversioned = blockId({ source: { bucket: 'b', key: 'k@v' }, offset: 0 });
    expect(unversioned).toBe('b/k@v@#0');
    expect(unversioned).not.toBe(blockId({ source: { bucket: 'b', key: 'k', versionId: 'v' }, offset: 0 }));
  });
});

describe('blockRange', () => {
  it('is the byte range of a block, end exclusive', () => {
    expect(blockRange({ offset: 100, rawLength: 20 })).toEqual({ start: 100, end: 120 });
  });

  it('is the regrouped range for a framed block', () => {
    const part = { slot: 3, index: 1, count: 2, rangeOffset: 90, rangeLength: 500 };
    expect(blockRange({ offset: 100, rawLength: 20, part })).toEqual({ start: 90, end: 590 });
  });
});
