import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { parseReceipt } from '@headwaters/pipeline-contract';
import { recordEntries, s3Ledger } from '../../src/ledger/ledger.js';
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

describe('recordEntries', () => {
  const entries = Array.from({ length: 100 }, (_, index) => ({
    source: { ...source, key: `notes-${index}.txt` },
    outcome: 'accepted' as const,
    offset: 0,
    endOffset: 7,
    isLast: true,
    recordCount: 2,
  }));

  it('records every entry once, at most 32 at the same time, which the 50 sockets of the SDK can serve', async () => {
    const recorded: string[] = [];
    let inFlight = 0;
    let most = 0;
    await recordEntries(async (entry) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await setImmediate();
      inFlight -= 1;
      recorded.push(entry.source.key);
    }, entries);
    expect(recorded.toSorted()).toEqual(entries.map(({ source: { key } }) => key).toSorted());
    expect(most).toBe(32);
  });

  it('throws the first error and starts no other entry after it', async () => {
    let started = 0;
    const failing = async () => {
      started += 1;
      if (started > 1) await setImmediate();
      else throw new Error('SlowDown');
    };
    await expect(recordEntries(failing, entries)).rejects.toThrow('SlowDown');
    await setImmediate();
    await setImmediate();
    expect(started).toBeLessThanOrEqual(32);
  });
});
