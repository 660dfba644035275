import { describe, expect, it } from '@jest/globals';
import { parseReceipt, receiptKey, receiptObject, type Receipt } from '@headwaters/pipeline-contract';

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
  it('reads what receiptObject wrote under its key', () => {
    const { Key, Body } = receiptObject(receipt);
    expect(Key).toBe(receiptKey(receipt));
    expect(parseReceipt(Body)).toEqual(receipt);
  });

  it('reads the parts of divided ranges', () => {
    const divided = [{ offset: 0, endOffset: 30, count: 3, indexes: [0, 2] }];
    const accepted: Receipt = { ...receipt, actor: 'archive', outcome: 'accepted', ranges: [], divided };
    expect(parseReceipt(receiptObject(accepted).Body)).toEqual(accepted);
  });

  it.each([
    ['no JSON', '{'],
    ['another version', JSON.stringify({ ...receipt, receiptVersion: 2 })],
    ['a negative offset', JSON.stringify({ ...receipt, offset: -1 })],
    ['half a range', JSON.stringify({ ...receipt, ranges: [[0]] })],
    ['no source', JSON.stringify({ ...receipt, source: undefined })],
  ])('does not take %s for a receipt', (_, text) => {
    expect(parseReceipt(text)).toBeUndefined();
  });
});
