import { traceObject } from '@headwaters/ledger';
import { type Receipt, receiptObject } from '@headwaters/pipeline-contract';
import { FakeS3 } from '@headwaters/test-kit/fake-s3';
import { describe, expect, it } from '@jest/globals';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const pipeline = {
  ledgerBucket: 'ledger',
  failuresBucket: 'failures',
  consumers: [{ name: 'archive', functionName: 'consumer-archive' }],
};
const receiptOf = (actor: string, outcome: Receipt['outcome']): Receipt => ({
  receiptVersion: 1,
  source,
  actor,
  outcome,
  offset: 0,
  endOffset: 4,
  isLast: true,
  recordCount: 1,
  at: '2026-11-23T10:00:00.000Z',
});

function ledgerOf(...receipts: Receipt[]) {
  const objects = receipts.map(receiptObject).map(({ Key, Body }) => [`ledger/${Key}`, Body] as const);
  return new FakeS3({
    objects: { 'uploads/notes.txt': { body: 'text', versionId: 'v1' }, ...Object.fromEntries(objects) },
  });
}

describe('traceObject', () => {
  it('finds the latest version and traces it from its receipts', async () => {
    const s3 = ledgerOf(receiptOf('producer', 'published'), receiptOf('archive', 'accepted'));
    const trace = await traceObject(s3.client, { bucket: 'uploads', key: 'notes.txt' }, pipeline);
    expect(trace).toMatchObject({ source, sizeBytes: 4, complete: true });
  });

  it('reads failures before receipts, so that a range accepted in between counts as accepted', async () => {
    const s3 = ledgerOf();
    await traceObject(s3.client, source, pipeline);
    const buckets = s3.inputsOf('ListObjectsV2').map(({ Bucket }) => Bucket);
    expect(buckets).toEqual(['failures', 'failures', 'ledger']);
  });
});
