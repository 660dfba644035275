import { ActorCoverage, ReceiptUnreadableError, readActorCoverage } from '@headwaters/ledger';
import { type Receipt, receiptKey } from '@headwaters/pipeline-contract';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import { receipt as producerReceipt, source } from '../support/traced-file.js';

const storedAt = new Date('2026-11-23T10:00:00.000Z');

const receipt = (what: Partial<Receipt>): Receipt =>
  producerReceipt({ actor: 'archive', outcome: 'accepted', ...what });

const part = (index: number, count = 2) => ({ offset: 0, endOffset: 100, count, indexes: [index] });

function ledgerOf(...receipts: readonly Receipt[]): FakeS3 {
  const stored = receipts.map((each) => [
    `ledger/${receiptKey(each)}`,
    { body: JSON.stringify(each), lastModified: storedAt },
  ]);
  return new FakeS3({ objects: Object.fromEntries(stored) as Record<string, string> });
}

const read = (s3: FakeS3, rest: { outcomes?: Receipt['outcome'][]; sinceMillis?: number } = {}) =>
  readActorCoverage(s3.client, 'ledger', {
    source,
    actor: 'archive',
    outcomes: ['accepted', 'discarded'],
    ...rest,
  });

describe('readActorCoverage', () => {
  it('reads no receipt whose key says it all: 2,500 of them take three requests', async () => {
    const many = Array.from({ length: 2_500 }, (_, n) => receipt({ offset: n, endOffset: n + 1 }));
    const s3 = ledgerOf(...many);
    expect((await read(s3)).ranges).toEqual([{ start: 0, end: 2_500 }]);
    expect(s3.requests.map(({ operation }) => operation)).toEqual(Array(3).fill('ListObjectsV2'));
  });

  it('reads receipts with gaps, and joins parts of several', async () => {
    const gaps = receipt({ offset: 100, endOffset: 200, ranges: [[100, 120]] });
    const parts = [0, 1].map((index) => receipt({ ranges: [], divided: [part(index)] }));
    const s3 = ledgerOf(gaps, ...parts);
    expect((await read(s3)).ranges).toEqual([{ start: 0, end: 120 }]);
    expect(s3.inputsOf('GetObject')).toHaveLength(3);
  });

  it('counts only the outcomes that are asked for, of this actor and this object', async () => {
    const s3 = ledgerOf(
      receipt({ endOffset: 10 }),
      receipt({ outcome: 'discarded', offset: 10, endOffset: 20 }),
      receipt({ outcome: 'quarantined', offset: 20, endOffset: 30 }),
      receipt({ actor: 'audit', offset: 30, endOffset: 40 }),
      receipt({ source: { ...source, versionId: 'v2' }, offset: 40, endOffset: 50 }),
      // Its path continues that of this object and actor.
      receipt({ source: { bucket: 'uploads', key: 'notes.txt/v1/archive/x' }, offset: 50, endOffset: 60 }),
    );
    expect((await read(s3)).ranges).toEqual([{ start: 0, end: 20 }]);
    expect((await read(s3, { outcomes: ['accepted'] })).ranges).toEqual([{ start: 0, end: 10 }]);
  });

  it('counts a range without an end to infinity', async () => {
    const s3 = ledgerOf(receipt({ outcome: 'discarded', offset: 30, endOffset: undefined }));
    expect((await read(s3)).ranges).toEqual([{ start: 30, end: Infinity }]);
  });

  it('counts receipts that were stored since a time', async () => {
    const s3 = ledgerOf(receipt({}));
    expect((await read(s3, { sinceMillis: storedAt.getTime() })).ranges).toHaveLength(1);
    expect((await read(s3, { sinceMillis: storedAt.getTime() + 1 })).ranges).toHaveLength(0);
  });

  it('throws ReceiptUnreadableError for a receipt of another version that it must read', async () => {
    const gaps = receipt({ ranges: [[0, 10]] });
    const s3 = new FakeS3({ objects: { [`ledger/${receiptKey(gaps)}`]: '{"receiptVersion":2}' } });
    await expect(read(s3)).rejects.toThrow(ReceiptUnreadableError);
  });
});

describe('ActorCoverage', () => {
  it('has a range if it has every byte of it', () => {
    const coverage = new ActorCoverage(
      [
        { start: 0, end: 10 },
        { start: 10, end: 20 },
      ],
      [],
    );
    expect(coverage.hasRange({ start: 5, end: 20 })).toBe(true);
    expect(coverage.hasRange({ start: 5, end: 21 })).toBe(false);
  });

  it('has an empty range if a receipt names it, or contains it', () => {
    const coverage = new ActorCoverage(
      [
        { start: 0, end: 10 },
        { start: 50, end: 50 },
      ],
      [],
    );
    const has = (at: number) => coverage.hasRange({ start: at, end: at });
    expect([0, 10, 11, 50].map(has)).toEqual([true, true, false, true]);
  });

  it('has a part if it has that part of the same division, or the complete range', () => {
    const coverage = new ActorCoverage([], [part(1)]);
    expect([part(0), part(1), part(1, 3)].map((each) => coverage.hasParts(each))).toEqual([
      false,
      true,
      false,
    ]);
    expect(new ActorCoverage([{ start: 0, end: 100 }], []).hasParts(part(0))).toBe(true);
  });
});
