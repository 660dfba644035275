import {
  type ListedReceipt,
  type NamedCoverage,
  coverageOfNames,
  listReceiptNames,
  readActorCoverage,
  readReceipts,
  traceSource,
} from '@headwaters/ledger';
import {
  type ObjectVersion,
  type Receipt,
  objectReceiptsPrefix,
  receiptKey,
} from '@headwaters/pipeline-contract';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { receipt, source } from '../support/traced-file.js';

const storedAt = new Date('2026-11-23T10:00:00.000Z');

function ledgerOf(receipts: readonly Receipt[], keysPerPage = 1_000): FakeS3 {
  const stored = receipts.map((each) => [
    `ledger/${receiptKey(each)}`,
    { body: JSON.stringify(each), lastModified: new Date(each.at) },
  ]);
  return new FakeS3({ objects: Object.fromEntries(stored) as Record<string, string>, keysPerPage });
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const coveragesOf = (s3: FakeS3): Promise<NamedCoverage[]> =>
  collect(coverageOfNames(listReceiptNames(s3.client, 'ledger')));

describe('listReceiptNames', () => {
  const [first, second, third] = ['a', 'b', 'c'].map((key) =>
    receipt({ source: { bucket: 'uploads', key } }),
  );
  const all = [first, second, third].flatMap((each) => each ?? []);
  const keysOf = (names: readonly ListedReceipt[]) => names.map(({ key }) => key);

  it('lists what the keys say, over pages, without reading a receipt', async () => {
    const s3 = ledgerOf(all, 2);
    const names = await collect(listReceiptNames(s3.client, 'ledger'));
    expect(keysOf(names)).toEqual(all.map(receiptKey));
    expect(names[0]).toMatchObject({ actor: 'producer', outcome: 'published', lastModified: storedAt });
    expect(s3.requests).toHaveLength(2);
  });

  it('lists the keys of a prefix', async () => {
    const names = listReceiptNames(ledgerOf(all).client, 'ledger', { prefix: 'receipts/uploads/b/' });
    expect(keysOf(await collect(names))).toEqual(all.slice(1, 2).map(receiptKey));
  });

  it('leaves out what is no receipt', async () => {
    const s3 = new FakeS3({ objects: { 'ledger/receipts/notes': '', 'ledger/sources/1.json': '' } });
    expect(await collect(listReceiptNames(s3.client, 'ledger'))).toEqual([]);
  });
});

describe('coverageOfNames', () => {
  it('groups by object version, also if the key of one continues the path of another', async () => {
    // Sorted between the receipts of `archive` and those of `producer`.
    const inner = { bucket: 'uploads', key: 'notes.txt/v1/b' };
    const receipts = [
      receipt({ actor: 'archive', outcome: 'accepted' }),
      receipt({ source: inner, endOffset: 7 }),
      receipt({}),
      receipt({ source: { ...source, versionId: 'v2' } }),
    ];
    const coverages = await coveragesOf(ledgerOf(receipts));
    expect(coverages.map(({ objectPrefix, actors }) => [objectPrefix, [...actors.keys()]])).toEqual([
      [objectReceiptsPrefix(inner), ['producer']],
      [objectReceiptsPrefix(source), ['archive', 'producer']],
      [objectReceiptsPrefix({ ...source, versionId: 'v2' }), ['producer']],
    ]);
  });

  it('says what each actor has, and when the latest receipt was stored', async () => {
    const later = new Date(storedAt.getTime() + 5_000);
    const [coverage] = await coveragesOf(
      ledgerOf([
        receipt({ endOffset: 60 }),
        receipt({ offset: 60, isLast: true, at: later.toISOString() }),
        receipt({ actor: 'archive', outcome: 'accepted', endOffset: 20 }),
        receipt({ actor: 'archive', outcome: 'quarantined', offset: 20, endOffset: 30 }),
        receipt({ actor: 'archive', outcome: 'discarded', offset: 30, endOffset: 40 }),
        receipt({ actor: 'archive', outcome: 'rejected', offset: 40, endOffset: undefined }),
        receipt({ actor: 'audit', outcome: 'accepted', ranges: [[0, 10]] }),
      ]),
    );
    expect(coverage).toMatchObject({ endOffset: 100, isPublished: true, lastModified: later });
    expect(coverage?.lastPublishedKey).toBe(receiptKey(receipt({ offset: 60, isLast: true })));
    expect(coverage?.actors.get('producer')?.ranges).toEqual([{ start: 0, end: 100 }]);
    expect(coverage?.actors.get('archive')).toEqual({
      ranges: [{ start: 0, end: 20 }],
      quarantined: [{ start: 20, end: 30 }],
      discarded: [{ start: 30, end: 40 }],
      rejected: [{ start: 40, end: Infinity }],
      needsContent: false,
    });
    expect(coverage?.actors.get('audit')).toMatchObject({ ranges: [], needsContent: true });
  });

  it.each([
    ['a gap', [receipt({ endOffset: 40 }), receipt({ offset: 50, isLast: true })], 100],
    ['no end, or one that an older release wrote', [receipt({})], undefined],
    ['nothing but a rejection', [receipt({ outcome: 'rejected', endOffset: undefined })], undefined],
  ])('does not call an object published with %s', async (_, receipts, endOffset) => {
    const [coverage] = await coveragesOf(ledgerOf(receipts));
    expect([coverage?.isPublished, coverage?.endOffset]).toEqual([false, endOffset]);
  });

  it('calls an empty object published', async () => {
    const [coverage] = await coveragesOf(ledgerOf([receipt({ endOffset: 0, isLast: true })]));
    expect(coverage).toMatchObject({ isPublished: true, endOffset: 0 });
  });
});

const cell = 10;
const rangeOf = fc
  .tuple(fc.nat(9), fc.integer({ min: 1, max: 4 }))
  .map(([start, length]) => ({ offset: start * cell, endOffset: (start + length) * cell }));

/** What actors have of an object of 130 bytes, in cells of ten. */
const receiptsOf = (of: ObjectVersion) =>
  fc.array(
    fc.oneof(
      rangeOf.map((range) => receipt({ source: of, ...range, isLast: range.endOffset === 130 })),
      fc
        .tuple(
          rangeOf,
          fc.constantFrom('archive', 'audit'),
          fc.constantFrom('accepted', 'discarded', 'quarantined'),
        )
        .map(([range, actor, outcome]) => receipt({ source: of, ...range, actor, outcome })),
      fc.tuple(rangeOf, fc.nat(2)).map(([range, index]) =>
        receipt({
          source: of,
          ...range,
          actor: 'audit',
          outcome: 'accepted',
          ranges: [],
          divided: [{ ...range, count: 3, indexes: [index] }],
        }),
      ),
    ),
    { maxLength: 12 },
  );

describe('coverage by names', () => {
  it('is that by the content of all receipts', async () => {
    const other = { ...source, versionId: 'v2' };
    const property = fc.asyncProperty(receiptsOf(source), receiptsOf(other), async (mine, others) => {
      const s3 = ledgerOf([...mine, ...others]);
      const named = (await coveragesOf(s3)).find(
        ({ objectPrefix }) => objectPrefix === objectReceiptsPrefix(source),
      );
      const receipts = await readReceipts(s3.client, 'ledger', source);
      const failures = { deadLetters: [], quarantined: [], unreadable: [], uploads: [] };
      const consumers = ['archive', 'audit'].map((name) => ({ name, functionName: name }));
      const trace = traceSource({ source, uploadedAt: undefined, receipts, failures }, consumers);
      const bytesOf = (ranges: readonly { start: number; end: number }[] = []) =>
        ranges.reduce((sum, { start, end }) => sum + end - start, 0);
      expect(named?.isPublished ?? false).toBe(trace.producer.complete);
      expect(bytesOf(named?.actors.get('producer')?.ranges)).toBe(trace.producer.bytes);
      for (const { name, bytes } of trace.consumers) {
        const outcomes: Receipt['outcome'][] = ['accepted'];
        const read = await readActorCoverage(s3.client, 'ledger', { source, actor: name, outcomes });
        expect(bytesOf(read.ranges)).toBe(bytes);
        const actor = named?.actors.get(name);
        if (actor?.needsContent !== true) expect(bytesOf(actor?.ranges)).toBe(bytes);
      }
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
