import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { parseReceipt, receiptKey } from '@headwaters/pipeline-contract';
import { s3Ledger, s3ReadProgress } from '../../src/ledger/ledger.js';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

describe('s3Ledger', () => {
  it('puts one receipt per entry, with the actor producer and the time', async () => {
    const puts: PutObjectCommand['input'][] = [];
    const send = ({ input }: PutObjectCommand) => {
      puts.push(input);
      return Promise.resolve({});
    };
    const now = () => new Date('2026-11-23T01:02:03Z');
    const range = { offset: 0, endOffset: 7, isLast: true, recordCount: 2 };
    await s3Ledger({ send }, 'ledger-bucket', now)({ source, outcome: 'published', ...range });
    expect(puts).toHaveLength(1);
    expect(puts[0]).toMatchObject({
      Bucket: 'ledger-bucket',
      Key: expect.stringMatching(/^receipts\/uploads\/notes\.txt\/v1\/producer\//),
    });
    expect(parseReceipt(puts[0]?.Body as string)).toEqual({
      source,
      outcome: 'published',
      ...range,
      receiptVersion: 1,
      actor: 'producer',
      at: '2026-11-23T01:02:03.000Z',
    });
  });
});

type Published = [offset: number, endOffset: number, isLast?: boolean];

/** A ledger with receipts of these published ranges, with records of 10 bytes. */
async function ledgerWith(...published: Published[]) {
  const s3 = new FakeS3({ keysPerPage: 2 });
  const ledger = s3Ledger(s3.client, 'ledger', () => new Date(0));
  for (const [offset, endOffset, isLast = false] of published) {
    const records = { lineNumber: offset / 10 + 1, recordCount: (endOffset - offset) / 10 };
    await ledger({ source, outcome: 'published', offset, endOffset, isLast, ...records });
  }
  s3.requests.length = 0;
  return { s3, readProgress: s3ReadProgress(s3.client, 'ledger') };
}

const putReceipt = ({ client }: FakeS3, Key: string, Body: string) =>
  client.send(new PutObjectCommand({ Bucket: 'ledger', Key, Body }));

const keyOf = (offset: number, endOffset: number) =>
  receiptKey({ source, actor: 'producer', outcome: 'published', offset, endOffset });

describe('s3ReadProgress', () => {
  it('returns the end of contiguous ranges, with one listing and one receipt', async () => {
    const { readProgress, s3 } = await ledgerWith([0, 100], [100, 250]);
    expect(await readProgress(source, 0)).toEqual({ offset: 250, lineNumber: 26, isComplete: false });
    expect(s3.requests.map(({ operation }) => operation)).toEqual(['ListObjectsV2', 'GetObject']);
  });

  it('reads listings of several pages', async () => {
    const { readProgress } = await ledgerWith([0, 10], [10, 20], [20, 30], [30, 40], [40, 50, true]);
    expect(await readProgress(source, 0)).toEqual({ offset: 50, lineNumber: 6, isComplete: true });
  });

  it.each<[string, Published[], number | undefined]>([
    ['nothing without receipts', [], undefined],
    ['nothing if the first range is missing', [[100, 200]], undefined],
    [
      'the end before a gap',
      [
        [0, 100],
        [200, 300],
      ],
      100,
    ],
    [
      'the end of the longest of several chains of ranges',
      [
        [0, 100],
        [0, 70],
        [70, 300],
        [100, 200],
      ],
      300,
    ],
    [
      'the end before a range that only overlaps',
      [
        [0, 100],
        [90, 300],
      ],
      100,
    ],
    ['nothing for an empty range', [[0, 0, true]], undefined],
  ])('returns %s', async (_, published, offset) => {
    const { readProgress } = await ledgerWith(...published);
    expect((await readProgress(source, 0))?.offset).toBe(offset);
  });

  it('starts at the given offset and lists nothing before it', async () => {
    const { readProgress, s3 } = await ledgerWith([0, 100], [100, 200], [200, 300]);
    expect(await readProgress(source, 200)).toMatchObject({ offset: 300 });
    expect(s3.requests).toHaveLength(2);
    expect(await readProgress(source, 300)).toBeUndefined();
  });

  it.each([
    ['corrupt', '{'],
    ['without a line number', JSON.stringify({ receiptVersion: 1, source, actor: 'producer' })],
  ])('falls back to the receipt before one that is %s', async (_, body) => {
    const { readProgress, s3 } = await ledgerWith([0, 100], [100, 200]);
    await putReceipt(s3, keyOf(100, 200), body);
    expect(await readProgress(source, 0)).toMatchObject({ offset: 100, lineNumber: 11 });
  });

  it('falls back to the receipt before one whose body has another range', async () => {
    const { readProgress, s3 } = await ledgerWith([0, 100], [100, 200]);
    const first = s3.objectsIn('ledger').get(keyOf(0, 100))?.body;
    await putReceipt(s3, keyOf(100, 200), String(first));
    expect(await readProgress(source, 0)).toMatchObject({ offset: 100 });
  });

  it('ignores receipts of other versions and of rejections', async () => {
    const { s3, readProgress } = await ledgerWith();
    const ledger = s3Ledger(s3.client, 'ledger', () => new Date(0));
    const range = { offset: 0, endOffset: 100, isLast: true, recordCount: 10, lineNumber: 1 };
    await ledger({ source: { ...source, versionId: 'v2' }, outcome: 'published', ...range });
    await ledger({ source, outcome: 'rejected', ...range });
    expect(await readProgress(source, 0)).toBeUndefined();
  });

  it.each([
    ['no version', { bucket: 'uploads', key: 'notes.txt' }],
    ['the version null', { ...source, versionId: 'null' }],
  ])(
    'returns nothing for an object with %s, whose receipts are those of a later upload too',
    async (_, unversioned) => {
      const { s3, readProgress } = await ledgerWith();
      const range = { offset: 0, endOffset: 100, isLast: true, recordCount: 10, lineNumber: 1 };
      await s3Ledger(
        s3.client,
        'ledger',
        () => new Date(0),
      )({ source: unversioned, outcome: 'published', ...range });
      s3.requests.length = 0;
      expect(await readProgress(unversioned, 0)).toBeUndefined();
      expect(s3.requests).toEqual([]);
    },
  );
});
