import type { Block } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';
import { AcceptedRanges } from '../../src/ledger.js';

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
        source,
        outcome: 'accepted',
        offset: 0,
        endOffset: 310,
        isLast: false,
        recordCount: 30,
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

  describe('of framed blocks', () => {
    const range = { rangeOffset: 100, rangeLength: 50, count: 3 };
    const entry = { source, outcome: 'accepted', offset: 100, endOffset: 150, isLast: false };

    function acceptedParts(...indexes: number[]) {
      const ranges = new AcceptedRanges();
      for (const index of indexes) {
        const part = { slot: 9, index, ...range };
        const place = { source, offset: 100 + index, rawLength: 70 };
        ranges.add({ ...place, isLast: false, recordCount: 10, part } as Block);
      }
      return ranges;
    }

    it('says which parts of a range there are, each once, and that no range is whole', () => {
      expect(acceptedParts(2, 0, 2).acceptances()).toEqual([
        {
          ...entry,
          recordCount: 20,
          ranges: [],
          divided: [{ offset: 100, endOffset: 150, count: 3, indexes: [0, 2] }],
        },
      ]);
    });

    it('says that the range is whole when all its parts are there', () => {
      expect(acceptedParts(2, 0, 1).acceptances()).toEqual([{ ...entry, recordCount: 30 }]);
    });

    it('says of whole ranges and of divided ones in one entry', () => {
      const ranges = acceptedParts(1);
      ranges.add({ source, offset: 150, rawLength: 7, isLast: true, recordCount: 1 } as Block);
      expect(ranges.acceptances()).toEqual([
        {
          ...entry,
          endOffset: 157,
          isLast: true,
          recordCount: 11,
          ranges: [[150, 157]],
          divided: [{ offset: 100, endOffset: 150, count: 3, indexes: [1] }],
        },
      ]);
    });
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
