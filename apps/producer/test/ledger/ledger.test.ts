import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { parseReceipt } from '@headwaters/pipeline-contract';
import { s3Ledger } from '../../src/ledger/ledger.js';

const source = { bucket: 'uploads', key: 'notes.txt', versionId: 'v1' };
const entry = {
  source,
  outcome: 'published',
  offset: 0,
  endOffset: 7,
  isLast: true,
  recordCount: 2,
} as const;

describe('s3Ledger', () => {
  it('puts one receipt, signed by the producer, with the time', async () => {
    const puts: PutObjectCommand['input'][] = [];
    const send = ({ input }: PutObjectCommand) => {
      puts.push(input);
      return Promise.resolve({});
    };
    const now = () => new Date('2026-11-23T01:02:03Z');
    await s3Ledger({ send }, 'ledger-bucket', now)(entry);
    expect(puts).toHaveLength(1);
    expect(puts[0]).toMatchObject({
      Bucket: 'ledger-bucket',
      Key: expect.stringMatching(/^receipts\/uploads\/notes\.txt\/v1\/producer\//),
    });
    expect(parseReceipt(puts[0]?.Body as string)).toEqual({
      ...entry,
      receiptVersion: 1,
      actor: 'producer',
      at: '2026-11-23T01:02:03.000Z',
    });
  });
});
