import { describe, expect, it } from '@jest/globals';
import { parseReceipt } from '@headwaters/pipeline-contract';
import { s3Ledger } from '../../src/ledger/ledger.js';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };

describe('s3Ledger', () => {
  const entry = {
    source,
    outcome: 'accepted',
    offset: 0,
    endOffset: 7,
    isLast: true,
    recordCount: 2,
  } as const;

  it('puts one receipt per entry, with the name of the consumer as actor and the time', async () => {
    const s3 = new FakeS3();
    const now = () => Date.parse('2026-11-23T01:02:03Z');
    await s3Ledger(s3.client, { bucket: 'ledger-bucket', actor: 'audit', now })(entry);
    const [[key, object] = []] = s3.objectsIn('ledger-bucket');
    expect(key).toMatch(/^receipts\/uploads\/notes\.txt\/v1\/audit\//);
    expect(object?.contentType).toBe('application/json');
    expect(parseReceipt(String(object?.body))).toEqual({
      ...entry,
      receiptVersion: 1,
      actor: 'audit',
      at: '2026-11-23T01:02:03.000Z',
    });
  });
});
