import {
  InvalidOptionError,
  LimitExceededError,
  maxKinesisRecordBytes,
  maxPutRecordsBytes,
  packPutRecords,
} from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';

const entry = (bytes: number) => ({ partitionKey: 'é', data: new Uint8Array(bytes - 2) });
const requestSizes = (entries: ReturnType<typeof entry>[]) =>
  [...packPutRecords(entries)].map(({ length }) => length);

describe('packPutRecords', () => {
  it.each([
    [499, [499]],
    [500, [500]],
    [501, [500, 1]],
  ])('puts %d small entries into requests of %j', (count, sizes) => {
    expect(requestSizes(Array.from({ length: count }, () => entry(10)))).toEqual(sizes);
  });

  it('fills a batch to exactly 5 MiB including keys, and not one byte more', () => {
    const largest = Array.from({ length: 5 }, () => entry(maxKinesisRecordBytes));
    expect(5 * maxKinesisRecordBytes).toBe(maxPutRecordsBytes);
    expect(requestSizes(largest)).toEqual([5]);
    expect(requestSizes([entry(2), ...largest])).toEqual([5, 1]);
  });

  it('keeps the order', () => {
    const entries = Array.from({ length: 1200 }, (_, index) => ({
      partitionKey: String(index),
      data: new Uint8Array(5),
    }));
    expect([...packPutRecords(entries)].flat()).toEqual(entries);
  });

  it('returns no batch for no entries', () => {
    expect(requestSizes([])).toEqual([]);
  });

  it('rejects an entry one byte above maxKinesisRecordBytes', () => {
    expect(() => requestSizes([entry(maxKinesisRecordBytes + 1)])).toThrow(LimitExceededError);
  });

  it.each([{ maxEntries: 0 }, { maxEntries: 501 }, { maxBytes: maxKinesisRecordBytes - 1 }])(
    'rejects %j',
    (options) => {
      expect(() => [...packPutRecords([], options)]).toThrow(InvalidOptionError);
    },
  );
});
