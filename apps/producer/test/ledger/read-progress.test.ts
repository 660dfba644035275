import { receiptKey } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { s3Ledger, s3ReadProgress } from '../../src/ledger/ledger.js';
import { fakeLedgerBucket } from '../fakes/fake-ledger-bucket.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

type Published = [offset: number, endOffset: number, isLast?: boolean];

/** A ledger that says that these ranges are published, of records of 10 bytes. */
async function ledgerWith(...published: Published[]) {
  const bucket = fakeLedgerBucket();
  const ledger = s3Ledger(bucket.s3, 'ledger', () => new Date(0));
  for (const [offset, endOffset, isLast = false] of published) {
    const records = { lineNumber: offset / 10 + 1, recordCount: (endOffset - offset) / 10 };
    await ledger({ source, outcome: 'published', offset, endOffset, isLast, ...records });
  }
  bucket.requests.length = 0;
  return { ...bucket, readProgress: s3ReadProgress(bucket.s3, 'ledger') };
}

const keyOf = (offset: number, endOffset: number) =>
  receiptKey({ source, actor: 'producer', outcome: 'published', offset, endOffset });

describe('s3ReadProgress', () => {
  it('goes as far as ranges follow one another, by one listing and one receipt', async () => {
    const { readProgress, requests } = await ledgerWith([0, 100], [100, 250]);
    expect(await readProgress(source, 0)).toEqual({ offset: 250, lineNumber: 26, isComplete: false });
    expect(requests).toEqual(['ListObjectsV2Command', 'GetObjectCommand']);
  });

  it('reads listings of several pages', async () => {
    const { readProgress } = await ledgerWith([0, 10], [10, 20], [20, 30], [30, 40], [40, 50, true]);
    expect(await readProgress(source, 0)).toEqual({ offset: 50, lineNumber: 6, isComplete: true });
  });

  it.each<[string, Published[], number | undefined]>([
    ['nothing where there is none', [], undefined],
    ['nothing where the first is not', [[100, 200]], undefined],
    [
      'up to a gap',
      [
        [0, 100],
        [200, 300],
      ],
      100,
    ],
    [
      'the longest of several ways',
      [
        [0, 100],
        [0, 70],
        [70, 300],
        [100, 200],
      ],
      300,
    ],
    [
      'nothing of a range that fits none before it',
      [
        [0, 100],
        [90, 300],
      ],
      100,
    ],
    ['nothing of an empty range', [[0, 0, true]], undefined],
  ])('knows %s', async (_, published, offset) => {
    const { readProgress } = await ledgerWith(...published);
    expect((await readProgress(source, 0))?.offset).toBe(offset);
  });

  it('begins at the offset it is given, and lists nothing before', async () => {
    const { readProgress, requests } = await ledgerWith([0, 100], [100, 200], [200, 300]);
    expect(await readProgress(source, 200)).toMatchObject({ offset: 300 });
    expect(requests).toHaveLength(2);
    expect(await readProgress(source, 300)).toBeUndefined();
  });

  it.each([
    ['damaged', '{'],
    ['without a line number', JSON.stringify({ receiptVersion: 1, source, actor: 'producer' })],
  ])('goes back to the receipt before one that is %s', async (_, text) => {
    const { readProgress, objects } = await ledgerWith([0, 100], [100, 200]);
    objects.set(keyOf(100, 200), text);
    expect(await readProgress(source, 0)).toMatchObject({ offset: 100, lineNumber: 11 });
  });

  it('goes back to the receipt before one of another range', async () => {
    const { readProgress, objects } = await ledgerWith([0, 100], [100, 200]);
    objects.set(keyOf(100, 200), objects.get(keyOf(0, 100)) ?? '');
    expect(await readProgress(source, 0)).toMatchObject({ offset: 100 });
  });

  it('takes nothing of consumers, of other versions and of rejections for progress', async () => {
    const { s3, readProgress } = await ledgerWith();
    const ledger = s3Ledger(s3, 'ledger', () => new Date(0));
    const range = { offset: 0, endOffset: 100, isLast: true, recordCount: 10, lineNumber: 1 };
    await ledger({ source: { ...source, versionId: 'v2' }, outcome: 'published', ...range });
    await ledger({ source, outcome: 'rejected', ...range });
    expect(await readProgress(source, 0)).toBeUndefined();
  });

  it.each([
    ['no version', { bucket: 'uploads', key: 'notes.txt' }],
    ['the version null', { ...source, versionId: 'null' }],
  ])('knows nothing of an object with %s: a later upload has the same receipts', async (_, unversioned) => {
    const { s3, readProgress, requests } = await ledgerWith();
    const range = { offset: 0, endOffset: 100, isLast: true, recordCount: 10, lineNumber: 1 };
    await s3Ledger(s3, 'ledger', () => new Date(0))({ source: unversioned, outcome: 'published', ...range });
    requests.length = 0;
    expect(await readProgress(unversioned, 0)).toBeUndefined();
    expect(requests).toEqual([]);
  });
});
