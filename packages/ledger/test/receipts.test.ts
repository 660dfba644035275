import { ReceiptUnreadableError, readReceipts } from '@headwaters/ledger';
import { type Receipt, objectReceiptsPrefix, receiptKey } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { fakeBuckets } from './fakes/fake-buckets.js';

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
  Object.fromEntries(list.map((receipt) => [receiptKey(receipt), { text: JSON.stringify(receipt) }]));

describe('readReceipts', () => {
  it('reads all 40 receipts of a version from 20 pages, in order, and none of another version', async () => {
    const others = receipts.map((receipt) => ({ ...receipt, source: { ...source, versionId: 'v2' } }));
    const s3 = fakeBuckets({ ledger: { ...objectsOf(others), ...objectsOf(receipts) } });
    expect(await readReceipts(s3, 'ledger', source)).toEqual(receipts);
  });

  it('skips a receipt that is deleted after it was listed', async () => {
    const [first, ...rest] = receipts;
    const deletedAfterListing = first === undefined ? [] : [receiptKey(first)];
    const s3 = fakeBuckets({ ledger: objectsOf(receipts) }, { deletedAfterListing });
    expect(await readReceipts(s3, 'ledger', source)).toEqual(rest);
  });

  it('throws ReceiptUnreadableError for an object that is not a receipt', async () => {
    const s3 = fakeBuckets({ ledger: { [`${objectReceiptsPrefix(source)}archive/x.json`]: { text: '{}' } } });
    await expect(readReceipts(s3, 'ledger', source)).rejects.toThrow(ReceiptUnreadableError);
  });
});
