import { describe, expect, test } from '@jest/globals';
import { newBatch } from '../../src/mapping/batch.js';
import { splitExpired } from '../../src/mapping/split-expired.js';
import { kinesisRecord } from '../support/kinesis-records.js';

const nowMillis = 100_000;
const aged = (number: number, ageSeconds: number) =>
  kinesisRecord(number, { arrivalSeconds: nowMillis / 1_000 - ageSeconds });

describe('splitExpired', () => {
  test('keeps a record that is exactly as old as allowed and takes one that is a millisecond older', () => {
    const [atLimit, overLimit] = [aged(1, 60), aged(2, 60.001)];
    const batch = { ...newBatch([overLimit, atLimit]), failures: 1 };
    expect(splitExpired(batch, nowMillis, 60_000)).toEqual({
      expired: [overLimit],
      remaining: { ...batch, records: [atLimit] },
    });
  });

  test('leaves nothing of a batch whose records are all too old', () => {
    expect(splitExpired(newBatch([aged(1, 61)]), nowMillis, 60_000).remaining).toBeUndefined();
  });
});
