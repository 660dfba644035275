import { type Receipt, receiptKey } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { FileLedger } from '../../../src/server/coverage/file-ledger.js';

const source = { bucket: 'uploads', key: 'a.txt', versionId: 'v1' };
const uploadedAt = new Date('2026-11-23T10:00:00.000Z');
const at = '2026-11-23T10:00:02.500Z';
const consumers = [{ name: 'archive', functionName: 'consumer-archive' }];

function fileLedger(...receipts: Partial<Receipt>[]): FileLedger {
  const ledger = new FileLedger({ source, uploadedAt }, consumers);
  for (const part of receipts) {
    const receipt: Receipt = {
      receiptVersion: 1,
      source,
      actor: 'producer',
      outcome: 'published',
      at,
      offset: 0,
      endOffset: 100,
      isLast: true,
      recordCount: 10,
      ...part,
    };
    ledger.keep(receiptKey(receipt), receipt);
  }
  return ledger;
}

const accepted = { actor: 'archive', outcome: 'accepted' } as const;

describe('FileLedger', () => {
  it('has no size and no gap without a receipt', () => {
    expect(fileLedger().coverage()).toEqual({
      size: undefined,
      hasOffsets: true,
      notPublished: [],
      consumers: [
        {
          name: 'archive',
          basis: 'receipts',
          state: 'waiting',
          covered: [],
          gaps: [{ start: 0, state: 'missing', why: 'no receipt from the producer yet' }],
        },
      ],
    });
  });

  it('knows from the producer that the Kinesis records do not say which bytes they carry', () => {
    const wire = { profile: 'plain', hasOffsets: false } as const;
    expect(fileLedger({ wire }).coverage().hasOffsets).toBe(false);
    expect(fileLedger({ wire: { ...wire, hasOffsets: true } }).coverage().hasOffsets).toBe(true);
  });

  it('reports published ranges that are not acknowledged', () => {
    const { size, consumers } = fileLedger({}, { ...accepted, endOffset: 60 }).coverage();
    expect(size).toBe(100);
    expect(consumers).toMatchObject([
      {
        state: 'flowing',
        covered: [{ start: 0, end: 60 }],
        gaps: [{ start: 60, end: 100, state: 'missing', at, why: 'published, not acknowledged yet' }],
      },
    ]);
  });

  it('measures completion from the upload to the last receipt, counting a repeated receipt once', () => {
    const { consumers } = fileLedger({}, accepted, accepted).coverage();
    expect(consumers).toMatchObject([{ state: 'complete', gaps: [], completeAfterMillis: 2_500 }]);
  });

  it('reports dead letters until a receipt covers them', () => {
    const ledger = fileLedger({}, { ...accepted, endOffset: 60 });
    const deadLetter = { functionName: 'consumer-archive', at, why: 'RecordAgeExceeded' };
    ledger.replaceFailures({
      quarantined: [],
      unreadable: [],
      uploads: [],
      deadLetters: [{ ...deadLetter, ranges: [{ start: 60, end: 100 }], divided: [] }],
    });
    expect(ledger.coverage().consumers).toMatchObject([{ state: 'dead-lettered', gaps: [{ start: 60 }] }]);
    const rest = { ...accepted, receiptVersion: 1, source, at, offset: 60, endOffset: 100 } as const;
    ledger.keep('rest', { ...rest, isLast: true, recordCount: 1 });
    expect(ledger.coverage().consumers).toMatchObject([{ state: 'complete' }]);
  });

  it('reports a quarantined range until a receipt shows that it was accepted', () => {
    const reason = { code: 'HEADWATERS_SINK_REFUSED', message: 'no such table' };
    const quarantined = { ...accepted, outcome: 'quarantined', offset: 60, endOffset: 100, reason } as const;
    const ledger = fileLedger({}, { ...accepted, endOffset: 60 }, quarantined);
    expect(ledger.coverage().consumers).toMatchObject([
      { state: 'quarantined', gaps: [{ start: 60, why: 'HEADWATERS_SINK_REFUSED: no such table' }] },
    ]);
    const redriven = { ...accepted, receiptVersion: 1, source, at, offset: 60, endOffset: 100 } as const;
    ledger.keep('redriven', { ...redriven, isLast: true, recordCount: 1 });
    expect(ledger.coverage().consumers).toMatchObject([{ state: 'complete' }]);
  });

  it('reports what an operator discarded of a consumer, and why', () => {
    const reason = { code: 'HEADWATERS_DISCARDED', message: 'a test file' };
    const discarded = { actor: 'archive', outcome: 'discarded', offset: 60, reason, by: 'ada' } as const;
    const { consumers } = fileLedger({}, { ...accepted, endOffset: 60 }, discarded).coverage();
    const gap = { start: 60, end: 100, state: 'discarded', at, why: 'a test file, by ada' };
    expect(consumers).toMatchObject([{ state: 'discarded', gaps: [gap] }]);
  });

  it('reports why the producer rejected a file, at the producer and at every consumer', () => {
    const reason = { code: 'OBJECT_CORRUPT', message: 'The gzip is damaged' };
    const rejected = { outcome: 'rejected', endOffset: undefined, reason } as const;
    const { notPublished, consumers } = fileLedger(rejected).coverage();
    const gap = { start: 0, state: 'rejected', at, why: 'OBJECT_CORRUPT: The gzip is damaged' };
    expect(notPublished).toEqual([gap]);
    expect(consumers).toMatchObject([{ state: 'rejected', gaps: [gap] }]);
  });
});
