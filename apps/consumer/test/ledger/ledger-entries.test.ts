import type { Block } from '@headwaters/record-codec';
import { runsOf } from '../../src/record/plain-runs.js';
import { deliveryOfRun } from '../fakes/delivery-of.js';
import { sentRecords, streamRecordsOf } from '../fakes/wire-entries.js';
import { describe, expect, it } from '@jest/globals';
import { LedgerEntries, outlineBlock, outlineRun } from '../../src/ledger/ledger-entries.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

describe('outlineBlock', () => {
  it('keeps no bytes of a block, which would fill the memory: 6 MB of data can decompress to gigabytes', () => {
    const part = { slot: 1, index: 0, count: 2, rangeOffset: 0, rangeLength: 5 };
    const block: Block = {
      ...{ source, offset: 0, lineNumber: 1, recordCount: 1, rawLength: 5, isLast: true, isReference: false },
      ...{ part, header: Buffer.from('a;b\n'), bytes: Buffer.from('text\n') },
    };
    const kept = { source, offset: 0, rawLength: 5, recordCount: 1, isLast: true, part };
    expect(outlineBlock(block)).toEqual(kept);
  });
});

describe('outlineRun', () => {
  it('has the range of each plain record of a run, with its line terminator', () => {
    const sent = sentRecords('plain', source, 'one\r\ntwo\nlast', { terminator: 'remove' });
    const [run] = runsOf(streamRecordsOf(sent));
    if (run === undefined) throw new Error('no run');
    expect(outlineRun(run, deliveryOfRun(run, source).carried)).toEqual(
      [
        [0, 5],
        [5, 4],
        [9, 4],
      ].map(([offset, rawLength]) => ({ source, offset, rawLength, recordCount: 1, isLast: false })),
    );
  });

  it('is empty for a foreign record', () => {
    const [run] = runsOf(streamRecordsOf([{ partitionKey: 'key', data: Buffer.from('x') }]));
    expect(run && outlineRun(run, undefined)).toEqual([]);
  });
});

describe('LedgerEntries', () => {
  function accepted(...blocks: [offset: number, rawLength: number, isLast?: boolean][]) {
    const ranges = new LedgerEntries();
    for (const [offset, rawLength, isLast = false] of blocks) {
      ranges.add({ source, offset, rawLength, isLast, recordCount: 10 });
    }
    return ranges.toArray('accepted');
  }

  it('merges contiguous blocks into one entry without ranges', () => {
    expect(accepted([0, 100], [100, 50], [150, 7, true])).toEqual([
      { source, outcome: 'accepted', offset: 0, endOffset: 157, isLast: true, recordCount: 30 },
    ]);
  });

  it('makes one entry of blocks with gaps, with their ranges', () => {
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

  it('counts a block that occurs twice once', () => {
    expect(accepted([0, 100], [0, 100])).toMatchObject([{ offset: 0, endOffset: 100, recordCount: 10 }]);
  });

  it('keeps the longer of two ranges with the same start, in any order', () => {
    expect(accepted([0, 100], [0, 20])).toMatchObject([{ offset: 0, endOffset: 100 }]);
    expect(accepted([0, 20], [0, 100])).toMatchObject([{ offset: 0, endOffset: 100 }]);
  });

  describe('with framed blocks', () => {
    const range = { rangeOffset: 100, rangeLength: 50, count: 3 };
    const entry = { source, outcome: 'accepted', offset: 100, endOffset: 150, isLast: false };

    function acceptedParts(...indexes: number[]) {
      const ranges = new LedgerEntries();
      for (const index of indexes) {
        const part = { slot: 9, index, ...range };
        const place = { source, offset: 100 + index, rawLength: 70 };
        ranges.add({ ...place, isLast: false, recordCount: 10, part });
      }
      return ranges;
    }

    it('lists the accepted parts of a divided range, each once, and no complete range', () => {
      expect(acceptedParts(2, 0, 2).toArray('accepted')).toEqual([
        {
          ...entry,
          recordCount: 20,
          ranges: [],
          divided: [{ offset: 100, endOffset: 150, count: 3, indexes: [0, 2] }],
        },
      ]);
    });

    it('treats a divided range as complete once all 3 parts are accepted', () => {
      expect(acceptedParts(2, 0, 1).toArray('accepted')).toEqual([{ ...entry, recordCount: 30 }]);
    });

    it('puts complete and divided ranges into one entry', () => {
      const ranges = acceptedParts(1);
      ranges.add({ source, offset: 150, rawLength: 7, isLast: true, recordCount: 1 });
      expect(ranges.toArray('accepted')).toEqual([
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

  it('makes one entry per object version', () => {
    const ranges = new LedgerEntries();
    for (const versionId of ['v1', 'v2']) {
      ranges.add({ source: { ...source, versionId }, offset: 0, rawLength: 5 } as Block);
    }
    expect(ranges.toArray('accepted').map((entry) => entry.source.versionId)).toEqual(['v1', 'v2']);
  });

  it('makes no entry without blocks', () => {
    expect(accepted()).toEqual([]);
  });
});
