import {
  type Receipt,
  parseReceipt,
  parsePublishedRange,
  parseReceiptKey,
  receiptKey,
  receiptObject,
  objectReceiptsPrefix,
  actorReceiptsPrefix,
} from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const receipt: Receipt = {
  receiptVersion: 1,
  source: { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' },
  actor: 'producer',
  outcome: 'rejected',
  offset: 0,
  isLast: false,
  recordCount: 0,
  reason: { code: 'NoSuchVersion', message: 'It is gone.' },
  at: '2026-11-23T00:00:00.000Z',
};

describe('parseReceipt', () => {
  it('reads a receipt that receiptObject wrote', () => {
    const { Key, Body } = receiptObject(receipt);
    expect(Key).toBe(receiptKey(receipt));
    expect(parseReceipt(Body)).toEqual(receipt);
  });

  it('reads who discarded a range', () => {
    const discarded: Receipt = {
      ...receipt,
      outcome: 'discarded',
      by: 'arn:aws:iam::123456789012:role/operator',
    };
    expect(parseReceipt(receiptObject(discarded).Body)).toEqual(discarded);
  });

  it('reads partitioned ranges', () => {
    const divided = [{ offset: 0, endOffset: 30, count: 3, indexes: [0, 2] }];
    const accepted: Receipt = { ...receipt, actor: 'archive', outcome: 'accepted', ranges: [], divided };
    expect(parseReceipt(receiptObject(accepted).Body)).toEqual(accepted);
  });

  it('reads how the range travels; absent in receipts of older releases', () => {
    const wire = { profile: 'plain', hasOffsets: false } as const;
    expect(parseReceipt(receiptObject({ ...receipt, wire }).Body)).toEqual({ ...receipt, wire });
    expect(parseReceipt(JSON.stringify({ ...receipt, wire: { profile: 'telegraph' } }))).toBeUndefined();
  });

  it.each([
    ['invalid JSON', '{'],
    ['another version', JSON.stringify({ ...receipt, receiptVersion: 2 })],
    ['a negative offset', JSON.stringify({ ...receipt, offset: -1 })],
    ['half a range', JSON.stringify({ ...receipt, ranges: [[0]] })],
    ['no source', JSON.stringify({ ...receipt, source: undefined })],
  ])('returns undefined for %s', (_, text) => {
    expect(parseReceipt(text)).toBeUndefined();
  });
});

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

describe('receiptKey', () => {
  it('consists of the prefix of the source, actor, range and outcome', () => {
    const key = receiptKey({ source, actor: 'archive', outcome: 'accepted', offset: 0, endOffset: 786_432 });
    expect(objectReceiptsPrefix(source)).toBe('receipts/uploads/notes.txt/v1/');
    expect(key).toBe(
      'receipts/uploads/notes.txt/v1/archive/00000000000000000000-00000000000000786432-accepted.json',
    );
  });

  it('omits an unknown end', () => {
    expect(receiptKey({ source, actor: 'producer', outcome: 'rejected', offset: 7 })).toBe(
      'receipts/uploads/notes.txt/v1/producer/00000000000000000007-rejected.json',
    );
  });

  it('differs for receipts of the same range with different gaps', () => {
    const range = { source, actor: 'archive', outcome: 'accepted', offset: 0, endOffset: 30 } as const;
    const ranges: [number, number][][] = [
      [
        [0, 10],
        [20, 30],
      ],
      [
        [0, 20],
        [25, 30],
      ],
    ];
    const keys = [receiptKey(range), ...ranges.map((parts) => receiptKey({ ...range, ranges: parts }))];
    expect(new Set(keys).size).toBe(3);
  });

  it('differs for receipts of different parts of the same range', () => {
    const range = { source, actor: 'archive', outcome: 'accepted', offset: 0, endOffset: 30 } as const;
    const keys = [[0], [1], [0, 1]].map((indexes) =>
      receiptKey({ ...range, ranges: [], divided: [{ offset: 0, endOffset: 30, count: 3, indexes }] }),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it('fits into 1,024 bytes for the longest source and actor', () => {
    const longest = { bucket: 'b'.repeat(63), key: '🌊'.repeat(256), versionId: 'v'.repeat(1_024) };
    const end = Number.MAX_SAFE_INTEGER;
    const range = { offset: end, endOffset: end, ranges: [[0, end]] as [number, number][] };
    const key = receiptKey({ source: longest, actor: ' '.repeat(64), outcome: 'published', ...range });
    expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1_024);
  });
});

describe('parsePublishedRange', () => {
  const what = { source, actor: 'producer', offset: 7, endOffset: 300 } as const;

  it.each([false, true])('reads the range from the key of a published receipt; the last: %s', (isLast) => {
    const key = receiptKey({ ...what, outcome: 'published', isLast });
    expect(key.startsWith(actorReceiptsPrefix(source, 'producer'))).toBe(true);
    expect(parsePublishedRange(key)).toEqual({ offset: 7, endOffset: 300 });
  });

  it.each([
    ['rejected', receiptKey({ ...what, outcome: 'rejected' })],
    ['without an end', receiptKey({ source, actor: 'producer', outcome: 'published', offset: 7 })],
    ['with gaps', receiptKey({ ...what, outcome: 'published', ranges: [[7, 9]] })],
    ['not a receipt', 'receipts/uploads/notes.txt/v1/producer/notes.json'],
  ])('returns undefined for a receipt that is %s', (_, key) => {
    expect(parsePublishedRange(key)).toBeUndefined();
  });
});

describe('parseReceiptKey', () => {
  const objectPrefix = objectReceiptsPrefix(source);
  const range = { offset: 7, endOffset: 300 };

  it.each(['published', 'accepted', 'rejected', 'quarantined', 'discarded'] as const)(
    'reads a key of the outcome %s',
    (outcome) => {
      expect(parseReceiptKey(receiptKey({ source, actor: 'a/b-c', outcome, ...range }))).toEqual({
        objectPrefix,
        actor: 'a/b-c',
        outcome,
        ...range,
        hasGaps: false,
        isLast: false,
      });
    },
  );

  it('reads that a published range is the last; of a consumer no key says it', () => {
    const last = { source, actor: 'producer', isLast: true, ...range };
    expect(parseReceiptKey(receiptKey({ ...last, outcome: 'published' }))?.isLast).toBe(true);
    expect(parseReceiptKey(receiptKey({ ...last, outcome: 'accepted' }))?.isLast).toBe(false);
  });

  it('reads an unknown end, and gaps', () => {
    const rejected = receiptKey({ source, actor: 'producer', outcome: 'rejected', offset: 7 });
    expect(parseReceiptKey(rejected)).toMatchObject({ offset: 7, endOffset: undefined, hasGaps: false });
    const gaps = receiptKey({ source, actor: 'archive', outcome: 'accepted', ...range, ranges: [[7, 9]] });
    expect(parseReceiptKey(gaps)).toMatchObject({ ...range, hasGaps: true });
  });

  it.each([
    { bucket: 'uploads', key: 'a\nb/00000000000000000000-accepted.json', versionId: 'v' },
    { bucket: 'uploads', key: 'k'.repeat(1_024), versionId: 'v'.repeat(1_024) },
  ])('reads the prefix of any object', (object) => {
    const key = receiptKey({ source: object, actor: 'archive', outcome: 'accepted', ...range });
    expect(parseReceiptKey(key)?.objectPrefix).toBe(objectReceiptsPrefix(object));
  });

  it('reads back what receiptKey made of any object, actor and range', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    const objects = fc.record({ bucket: fc.constant('uploads'), key: text, versionId: text });
    const offsets = fc
      .tuple(fc.maxSafeNat(), fc.maxSafeNat())
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    const kinds = fc.record({
      outcome: fc.constantFrom('published', 'accepted', 'rejected', 'quarantined', 'discarded'),
      isLast: fc.boolean(),
      hasGaps: fc.boolean(),
    });
    fc.assert(
      fc.property(objects, text, offsets, kinds, (object, actor, [offset = 0, endOffset = 0], kind) => {
        const { outcome, isLast, hasGaps } = kind;
        const gaps = hasGaps && { ranges: [[offset, offset] satisfies [number, number]] };
        const key = receiptKey({ source: object, actor, outcome, isLast, offset, endOffset, ...gaps });
        expect(parseReceiptKey(key)).toEqual({
          ...{ objectPrefix: objectReceiptsPrefix(object), actor, outcome, offset, endOffset, hasGaps },
          isLast: isLast && outcome === 'published',
        });
      }),
    );
  });

  it('returns undefined for an actor that is not URL-encoded', () => {
    const key = receiptKey({ source, actor: 'archive', outcome: 'accepted', ...range });
    expect(parseReceiptKey(key.replace('/archive/', '/100%/'))).toBeUndefined();
  });

  it.each(['', 'receipts/uploads/notes.txt/v1/producer/notes.json', 'sources/0-accepted.json'])(
    'returns undefined for %j',
    (key) => {
      expect(parseReceiptKey(key)).toBeUndefined();
    },
  );
});
