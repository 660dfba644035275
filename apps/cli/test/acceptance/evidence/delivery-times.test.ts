import type { Receipt } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { secondsAfterUpload, summarizeDeliveries } from '../../../src/acceptance/evidence/delivery-times.js';

const uploadedAt = new Date('2026-11-24T12:00:00Z');

const receipt = (actor: string, at: string): Receipt => ({
  receiptVersion: 1,
  source: { bucket: 'source', key: 'key' },
  actor,
  outcome: 'accepted',
  offset: 0,
  endOffset: 1,
  isLast: true,
  recordCount: 1,
  at,
});

describe('secondsAfterUpload', () => {
  it('takes the last receipt of each actor', () => {
    const receipts = [
      receipt('producer', '2026-11-24T12:00:01.500Z'),
      receipt('archive', '2026-11-24T12:00:04.000Z'),
      receipt('archive', '2026-11-24T12:00:02.000Z'),
    ];
    expect(secondsAfterUpload(uploadedAt, receipts)).toEqual({ producer: 1.5, archive: 4 });
  });

  it('knows nothing of an object that is not listed', () => {
    expect(secondsAfterUpload(undefined, [receipt('producer', '2026-11-24T12:00:01Z')])).toEqual({});
  });
});

describe('summarizeDeliveries', () => {
  it('gives the median, the 95th percentile and the longest time of each actor, by nearest rank', () => {
    const deliveries = Array.from({ length: 20 }, (_, index) => ({ archive: index + 1, producer: 0.04 }));
    expect(summarizeDeliveries(deliveries)).toEqual({
      archive: { p50: 10, p95: 19, max: 20 },
      producer: { p50: 0, p95: 0, max: 0 },
    });
  });

  it('leaves out an object that an actor does not have', () => {
    expect(summarizeDeliveries([{ archive: 3 }, {}])).toEqual({ archive: { p50: 3, p95: 3, max: 3 } });
  });
});
