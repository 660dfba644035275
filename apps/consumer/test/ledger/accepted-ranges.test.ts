import { describe, expect, it } from '@jest/globals';
import type { Block } from '@headwaters/record-codec';
import { AcceptedRanges } from '../../src/ledger/accepted-ranges.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

function accepted(...blocks: [offset: number, rawLength: number, isLast?: boolean][]) {
  const ranges = new AcceptedRanges();
  for (const [offset, rawLength, isLast = false] of blocks) {
    ranges.add({ source, offset, rawLength, isLast, recordCount: 10 } as Block);
  }
  return ranges.acceptances();
}

describe('AcceptedRanges', () => {
  it('makes one entry of blocks that follow one another', () => {
    expect(accepted([0, 100], [100, 50], [150, 7, true])).toEqual([
      { source, outcome: 'accepted', offset: 0, endOffset: 157, isLast: true, recordCount: 30 },
    ]);
  });

  it('makes one entry of blocks with gaps, and says where they are', () => {
    expect(accepted([300, 10], [0, 100], [100, 50])).toEqual([
      {
        ...{ source, outcome: 'accepted', offset: 0, endOffset: 310, isLast: false, recordCount: 30 },
        ranges: [
          [0, 150],
          [300, 310],
        ],
      },
    ]);
  });

  it('counts a block that comes twice once', () => {
    expect(accepted([0, 100], [0, 100])).toMatchObject([{ offset: 0, endOffset: 100, recordCount: 10 }]);
  });

  it('makes one entry for each object', () => {
    const ranges = new AcceptedRanges();
    for (const versionId of ['v1', 'v2']) {
      ranges.add({ source: { ...source, versionId }, offset: 0, rawLength: 5 } as Block);
    }
    expect(ranges.acceptances().map((entry) => entry.source.versionId)).toEqual(['v1', 'v2']);
  });

  it('has nothing to say of nothing', () => {
    expect(accepted()).toEqual([]);
  });
});
