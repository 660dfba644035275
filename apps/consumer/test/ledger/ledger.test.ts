import { parseReceipt } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { s3Ledger } from '../../src/ledger.js';
import { fakeBucket } from '../fakes/fake-bucket.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const entry = { source, outcome: 'accepted', offset: 0, endOffset: 7, isLast: true, recordCount: 2 } as const;

describe('s3Ledger', () => {
  it('puts one receipt, signed with the name of the consumer, with the time', async () => {
    const { s3, objects } = fakeBucket();
    const now = () => new Date('2026-11-23T01:02:03Z');
    await s3Ledger(s3, { bucket: 'ledger-bucket', actor: 'audit', now })(entry);
    const [[key, object] = []] = objects;
    expect(key).toMatch(/^receipts\/uploads\/notes\.txt\/v1\/audit\//);
    expect(object).toMatchObject({ Bucket: 'ledger-bucket', ContentType: 'application/json' });
    expect(parseReceipt(String(object?.body))).toEqual({
      ...entry,
      receiptVersion: 1,
      actor: 'audit',
      at: '2026-11-23T01:02:03.000Z',
    });
  });
});
