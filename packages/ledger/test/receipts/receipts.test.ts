import { ReceiptUnreadableError, readReceipts } from '@headwaters/ledger';
import { type Receipt, objectReceiptsPrefix, receiptKey } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { FakeS3, serviceError } from '@headwaters/test-kit/fake-s3';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const receipts = Array.from({ length: 40 }, (_, index): Receipt => ({
  receiptVersion: 1,
  source,
  actor: 'archive',
  outcome: 'accepted',
  isLast: index === 39,
  offset: index * 10,
  endOffset: index * 10 + 10,
  recordCount: 1,
  at: '2026-11-23T10:00:00.000Z',
}));
const objectsOf = (list: readonly Receipt[]) =>
  Object.fromEntries(list.map((receipt) => [`ledger/${receiptKey(receipt)}`, JSON.stringify(receipt)]));

describe('readReceipts', () => {
  it('reads all 40 receipts of a version from 20 pages, in order, and none of another version', async () => {
    const others = receipts.map((receipt) => ({ ...receipt, source: { ...source, versionId: 'v2' } }));
    const objects = { ...objectsOf(others), ...objectsOf(receipts) };
    const s3 = new FakeS3({ objects, keysPerPage: 2 });
    expect(await readReceipts(s3.client, 'ledger', source)).toEqual(receipts);
  });

  it('reads none of an object whose key continues the path of this one', async () => {
    const [receipt] = receipts;
    const other = receipt && { ...receipt, source: { bucket: 'uploads', key: 'notes.txt/v1/archive/x' } };
    const objects = objectsOf([receipt, other].flatMap((each) => each ?? []));
    expect(Object.keys(objects)[1]).toContain(objectReceiptsPrefix(source));
    expect(await readReceipts(new FakeS3({ objects }).client, 'ledger', source)).toEqual([receipt]);
  });

  it('skips a receipt that is deleted after it was listed', async () => {
    const [first, ...rest] = receipts;
    const s3 = new FakeS3({
      objects: objectsOf(receipts),
      intercept: ({ operation, input }) => {
        if (operation === 'GetObject' && first && input.Key === receiptKey(first))
          throw serviceError('NoSuchKey', 404);
        return undefined;
      },
    });
    expect(await readReceipts(s3.client, 'ledger', source)).toEqual(rest);
  });

  it('throws ReceiptUnreadableError for an object that is not a receipt', async () => {
    const s3 = new FakeS3({ objects: { [`ledger/${objectReceiptsPrefix(source)}archive/x.json`]: '{}' } });
    await expect(readReceipts(s3.client, 'ledger', source)).rejects.toThrow(ReceiptUnreadableError);
  });
});
