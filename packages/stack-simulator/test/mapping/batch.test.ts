import { describe, expect, it } from '@jest/globals';
import { cutBatch, newBatch, splitExpired } from '../../src/mapping/batch.js';
import { kinesisRecord, kinesisRecords } from '../support/kinesis-records.js';

const emptyEventBytes = Buffer.byteLength(JSON.stringify({ Records: [kinesisRecord(1)] }));
const emptyRecordBytes = Buffer.byteLength(JSON.stringify(kinesisRecord(1))) + 1;
const maxBytes = 6_291_456;

describe('cutBatch', () => {
  it('takes at most batchSize Kinesis records', () => {
    expect(cutBatch(kinesisRecords(2), 3)).toEqual({ count: 2, full: false });
    expect(cutBatch(kinesisRecords(3), 3)).toEqual({ count: 3, full: true });
    expect(cutBatch(kinesisRecords(4), 3)).toEqual({ count: 3, full: true });
  });

  it('stops before the Kinesis record with which the event exceeds 6 MB', () => {
    const data = 'a'.repeat(maxBytes / 2 - emptyRecordBytes);
    const fitting = [kinesisRecord(1, { data }), kinesisRecord(2, { data })];
    expect(cutBatch(fitting, 10)).toEqual({ count: 2, full: true });
    expect(cutBatch([...fitting.slice(1), kinesisRecord(2, { data: `${data}a` })], 10)).toEqual({
      count: 1,
      full: true,
    });
  });

  it('includes the first Kinesis record even if it exceeds 6 MB', () => {
    const data = 'a'.repeat(maxBytes + emptyEventBytes);
    expect(cutBatch([kinesisRecord(1, { data })], 10)).toEqual({ count: 1, full: true });
  });
});

const nowMillis = 100_000;
const aged = (number: number, ageSeconds: number) =>
  kinesisRecord(number, { arrivalSeconds: nowMillis / 1_000 - ageSeconds });

describe('splitExpired', () => {
  it('keeps a Kinesis record at the maximum age and removes one that is 1 ms older', () => {
    const [atLimit, overLimit] = [aged(1, 60), aged(2, 60.001)];
    const batch = { ...newBatch([overLimit, atLimit]), failures: 1 };
    expect(splitExpired(batch, nowMillis, 60_000)).toEqual({
      expired: [overLimit],
      remaining: { ...batch, records: [atLimit] },
    });
  });

  it('leaves no batch if every Kinesis record is expired', () => {
    expect(splitExpired(newBatch([aged(1, 61)]), nowMillis, 60_000).remaining).toBeUndefined();
  });
});
