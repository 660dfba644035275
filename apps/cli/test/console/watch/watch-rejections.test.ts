import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { receiptKey, type Receipt } from '@headwaters/pipeline-contract';
import type { Simulation, UploadEvent } from '@headwaters/stack-simulator';
import { watchRejections } from '../../../src/console/watch/watch-rejections.js';

const receipt = (outcome: Receipt['outcome']): Receipt => ({
  receiptVersion: 1,
  source: { bucket: 'uploads', key: 'a.txt', versionId: 'v1' },
  actor: 'producer',
  outcome,
  offset: 0,
  isLast: true,
  recordCount: 0,
  reason: { code: 'OBJECT_CORRUPT', message: 'The gzip is damaged' },
  at: '2026-11-23T00:00:00.000Z',
});

/** What is told when an object of this key and content appears in a bucket. */
async function toldOf(key: string, content: string): Promise<Receipt[]> {
  const listeners: ((event: UploadEvent) => void)[] = [];
  const events = { on: (_: string, listener: never) => listeners.push(listener) };
  const s3 = { send: () => Promise.resolve({ Body: { transformToString: () => Promise.resolve(content) } }) };
  const told: Receipt[] = [];
  watchRejections({ events } as unknown as Simulation, s3, (rejected) => {
    told.push(rejected);
  });
  for (const listener of listeners) listener({ bucket: 'ledger', key } as UploadEvent);
  await setImmediate();
  return told;
}

describe('watchRejections', () => {
  it('tells of a receipt that says rejected', async () => {
    const rejected = receipt('rejected');
    expect(await toldOf(receiptKey(rejected), JSON.stringify(rejected))).toEqual([rejected]);
  });

  it('passes over other receipts, other objects and what it can not read', async () => {
    const published = receipt('published');
    expect(await toldOf(receiptKey(published), JSON.stringify(published))).toEqual([]);
    expect(await toldOf('a-rejected.json', JSON.stringify(receipt('rejected')))).toEqual([]);
    expect(await toldOf(receiptKey(receipt('rejected')), 'no JSON')).toEqual([]);
  });
});
