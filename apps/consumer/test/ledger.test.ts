import { describe, expect, it } from '@jest/globals';
import { parseReceipt } from '@headwaters/pipeline-contract';
import type { Block } from '@headwaters/record-codec';
import { AcceptedRanges, s3Ledger } from '../src/ledger.js';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

describe('s3Ledger', () => {
  const entry = {
    source,
    outcome: 'accepted',
    offset: 0,
    endOffset: 7,
    isLast: true,
    recordCount: 2,
  } as const;

  it('puts one receipt per entry, with the name of the consumer as actor and the time', async () => {
    const s3 = new FakeS3();
    const now = () => new Date('2026-11-23T01:02:03Z');
    await s3Ledger(s3.client, { bucket: 'ledger-bucket', actor: 'audit', now })(entry);
    const [[key, object] = []] = s3.objectsIn('ledger-bucket');
    expect(key).toMatch(/^receipts\/uploads\/notes\.txt\/v1\/audit\//);
    expect(object?.contentType).toBe('application/json');
    expect(parseReceipt(String(object?.body))).toEqual({
      ...entry,
      receiptVersion: 1,
      actor: 'audit',
      at: '2026-11-23T01:02:03.000Z',
    });
  });
});

describe('AcceptedRanges', () => {
  function accepted(...blocks: [offset: number, rawLength: number, isLast?: boolean][]) {
    const ranges = new AcceptedRanges();
    for (const [offset, rawLength, isLast = false] of blocks) {
      ranges.add({ source, offset, rawLength, isLast, recordCount: 10 } as Block);
    }
    return ranges.ledgerEntries();
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

  describe('with framed blocks', () => {
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

    it('lists the accepted parts of a divided range, each once, and no complete range', () => {
      expect(acceptedParts(2, 0, 2).ledgerEntries()).toEqual([
        {
          ...entry,
          recordCount: 20,
          ranges: [],
          divided: [{ offset: 100, endOffset: 150, count: 3, indexes: [0, 2] }],
        },
      ]);
    });

    it('treats a divided range as complete once all 3 parts are accepted', () => {
      expect(acceptedParts(2, 0, 1).ledgerEntries()).toEqual([{ ...entry, recordCount: 30 }]);
    });

    it('puts complete and divided ranges into one entry', () => {
      const ranges = acceptedParts(1);
      ranges.add({ source, offset: 150, rawLength: 7, isLast: true, recordCount: 1 } as Block);
      expect(ranges.ledgerEntries()).toEqual([
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
    const ranges = new AcceptedRanges();
    for (const versionId of ['v1', 'v2']) {
      ranges.add({ source: { ...source, versionId }, offset: 0, rawLength: 5 } as Block);
    }
    expect(ranges.ledgerEntries().map((entry) => entry.source.versionId)).toEqual(['v1', 'v2']);
  });

  it('makes no entry without blocks', () => {
    expect(accepted()).toEqual([]);
  });
});
