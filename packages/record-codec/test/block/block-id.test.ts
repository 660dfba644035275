import { describe, expect, it } from '@jest/globals';
import { blockId } from '@headwaters/record-codec';

describe('blockId', () => {
  it('is bucket/key@versionId#offset', () => {
    expect(blockId({ source: { bucket: 'b', key: 'k/é', versionId: 'v' }, offset: 7 })).toBe('b/k/é@v#7');
  });

  it('tells a key with an at sign from a version', () => {
    const unversioned = blockId({ source: { bucket: 'b', key: 'k@v' }, offset: 0 });
    expect(unversioned).toBe('b/k@v@#0');
    expect(unversioned).not.toBe(blockId({ source: { bucket: 'b', key: 'k', versionId: 'v' }, offset: 0 }));
  });
});
