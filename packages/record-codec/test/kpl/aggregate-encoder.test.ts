import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  AggregateEncoder,
  decodeRecord,
  encodeBlock,
  InvalidOptionError,
  LimitExceededError,
  maxKinesisRecordBytes,
} from '@headwaters/record-codec';
import { aggregateOf, decodeAggregate, encodeAll } from '../support/aggregates.js';
import { blockOf } from '../support/blocks.js';

const bytesOf = (data: Uint8Array) =>
  [...decodeAggregate(data).records()].map(({ bytes }) => Buffer.from(bytes));

const recordCount = (data: Uint8Array) => {
  const decoded = decodeRecord(data);
  return decoded.profile === 'kpl' ? decoded.records().length : 1;
};

describe('AggregateEncoder', () => {
  it('returns the bytes that the format defines for two records', () => {
    const [entry] = encodeAll([Buffer.from('one'), Buffer.from('two')], { partitionKey: 'k' });
    const message = Buffer.from('0a016b' + '1a0708001a036f6e65' + '1a0708001a0374776f', 'hex');
    expect(entry).toEqual({ partitionKey: 'k', data: aggregateOf(message) });
  });

  it('sends a single record unchanged', () => {
    expect(encodeAll([Buffer.from('one')])).toEqual([{ partitionKey: 'key', data: Buffer.from('one') }]);
  });

  it.each([
    { name: 'an aggregate', data: aggregateOf(Buffer.alloc(0)) },
    {
      name: 'an aggregate with a wrong MD5',
      data: Buffer.concat([Buffer.from('f3899ac2', 'hex'), Buffer.alloc(20)]),
    },
    { name: 'a block', data: Buffer.from(encodeBlock(blockOf('a\n'), { compression: 'gzip' })) },
    {
      name: 'a damaged block',
      data: Buffer.from(encodeBlock(blockOf('a\n'), { compression: 'gzip' })).fill(0, 2, 4),
    },
  ])('wraps a lone record that could be taken for $name', ({ data }) => {
    expect(encodeAll([data]).map((entry) => bytesOf(entry.data))).toEqual([[data]]);
  });

  it('never mixes keys, and keeps the order within a key', () => {
    const encoder = new AggregateEncoder();
    for (const [key, text] of ['a1', 'b1', 'a2', 'b2'].map((text) => [text[0] ?? '', text] as const)) {
      expect(encoder.add(key, Buffer.from(text))).toEqual([]);
    }
    const entries = encoder
      .end()
      .map(({ partitionKey, data }) => [partitionKey, ...bytesOf(data).map(String)]);
    expect(entries).toEqual([
      ['a', 'a1', 'a2'],
      ['b', 'b1', 'b2'],
    ]);
  });

  it('keeps the order within a key when a single large record follows full aggregates', () => {
    const records = ['a', 'b', 'x'.repeat(60), 'c', 'd'].map((text) => Buffer.from(text));
    const texts = encodeAll(records, { maxEntryBytes: 60 }).map(({ data }) =>
      decodeRecord(data).profile === 'plain' ? Buffer.from(data).toString() : bytesOf(data).join(),
    );
    expect(texts).toEqual(['a,b', 'x'.repeat(60), 'c,d']);
  });

  it.each([58, 59, 60, 61, 62])(
    'fills aggregates up to maxEntryBytes, including the partition key (%d)',
    (maxEntryBytes) => {
      const entries = encodeAll(
        Array.from({ length: 30 }, () => Buffer.from('abc')),
        { maxEntryBytes },
      );
      const sizes = entries.slice(0, -1).map(({ data }) => data.length + 'key'.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(maxEntryBytes);
      expect(Math.min(...sizes)).toBeGreaterThan(maxEntryBytes - 9);
    },
  );

  it('counts a partition key in UTF-8 bytes', () => {
    const partitionKey = 'é'.repeat(256);
    const records = Array.from({ length: 200 }, () => Buffer.alloc(10_000));
    for (const { data } of encodeAll(records, { partitionKey, maxEntryBytes: maxKinesisRecordBytes })) {
      expect(data.length + 512).toBeLessThanOrEqual(maxKinesisRecordBytes);
    }
  });

  it('accepts a record that fills a Kinesis record with its key, and rejects one byte more', () => {
    const largest = Buffer.alloc(maxKinesisRecordBytes - 'key'.length);
    expect(encodeAll([largest])).toHaveLength(1);
    expect(() => encodeAll([Buffer.concat([largest, Buffer.alloc(1)])])).toThrow(LimitExceededError);
  });

  it('sends a record of the largest size unchanged even if it looks like an aggregate, because an aggregate would not fit', () => {
    const largest = Buffer.alloc(maxKinesisRecordBytes - 'key'.length);
    largest.set([0xf3, 0x89, 0x9a, 0xc2]);
    expect(encodeAll([largest])).toEqual([{ partitionKey: 'key', data: largest }]);
  });

  it.each(['', 'x'.repeat(257)])('rejects a partition key of 0 or 257 characters', (partitionKey) => {
    expect(() => encodeAll([Buffer.from('a')], { partitionKey })).toThrow(InvalidOptionError);
  });

  it.each([0, maxKinesisRecordBytes + 1])('rejects maxEntryBytes %d', (maxEntryBytes) => {
    expect(() => new AggregateEncoder({ maxEntryBytes })).toThrow(InvalidOptionError);
  });

  // An open aggregate with a one-byte key and a three-byte record: 24 bytes of key and framing, 9 bytes of the record.
  it.each([
    { maxOpenBytes: 65, complete: ['a:1'] },
    { maxOpenBytes: 66, complete: [] },
    { maxOpenBytes: 67, complete: [] },
  ])('completes the oldest aggregate when 66 bytes are open and maxOpenBytes is $maxOpenBytes', (example) => {
    const encoder = new AggregateEncoder({ maxOpenBytes: example.maxOpenBytes });
    expect(encoder.add('a', Buffer.from('a:1'))).toEqual([]);
    const entries = encoder.add('b', Buffer.from('b:1'));
    expect(entries.map(({ data }) => Buffer.from(data).toString())).toEqual(example.complete);
  });

  it('completes as many aggregates as a large record displaces, its own last', () => {
    const encoder = new AggregateEncoder({ maxOpenBytes: 100 });
    const entries = ['a', 'b', 'c'].flatMap((key) => encoder.add(key, Buffer.from(key.padEnd(3))));
    expect(entries).toEqual([]);
    const displaced = encoder.add('d', Buffer.alloc(200));
    expect(displaced.map(({ partitionKey }) => partitionKey)).toEqual(['a', 'b', 'c', 'd']);
    expect(encoder.end()).toEqual([]);
  });

  it('keeps at most maxOpenBytes and seven full aggregates, for any number of keys', () => {
    const [maxOpenBytes, maxEntryBytes] = [10_000, 1_000];
    const encoder = new AggregateEncoder({ maxOpenBytes, maxEntryBytes });
    let keptRecords = 0;
    let mostKept = 0;
    for (let index = 0; index < 5_000; index++) {
      const entries = encoder.add(String(index % 700), Buffer.alloc(50, index));
      keptRecords += 1 - entries.reduce((sum, { data }) => sum + recordCount(data), 0);
      mostKept = Math.max(mostKept, keptRecords);
    }
    expect(mostKept * 50).toBeLessThanOrEqual(maxOpenBytes + 7 * maxEntryBytes);
    expect(encoder.end().reduce((sum, { data }) => sum + recordCount(data), 0)).toBe(keptRecords);
  });

  it.each([0, 1.5])('rejects maxOpenBytes %d', (maxOpenBytes) => {
    expect(() => new AggregateEncoder({ maxOpenBytes })).toThrow(InvalidOptionError);
  });

  it('accepts data lengths of one, two and three varint bytes', () => {
    const records = [0, 1, 127, 128, 16_383, 16_384, 300_000].map((length) => Buffer.alloc(length, 1));
    const [entry] = encodeAll(records, { maxEntryBytes: maxKinesisRecordBytes });
    const decoded = bytesOf(entry?.data ?? Buffer.alloc(0));
    expect(decoded.map(({ length }) => length)).toEqual(records.map(({ length }) => length));
    expect(decoded.filter((bytes, index) => records[index]?.equals(bytes) !== true)).toEqual([]);
  });

  it('aggregates 1,000 records', () => {
    const [entry] = encodeAll(Array.from({ length: 1000 }, (_, index) => Buffer.from(String(index))));
    expect(bytesOf(entry?.data ?? Buffer.alloc(0)).map(String)).toEqual(
      Array.from({ length: 1000 }, (_, index) => String(index)),
    );
  });

  it('keeps any records, in order, for any maxEntryBytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 200 })),
        fc.integer({ min: 40, max: 900 }),
        (records, maxEntryBytes) => {
          const entries = encodeAll(records, { maxEntryBytes });
          const decoded = entries.flatMap(({ data }) => {
            const record = decodeRecord(data);
            if (record.profile === 'block') throw new Error('a block');
            return record.profile === 'plain' ? [Buffer.from(record.bytes)] : bytesOf(data);
          });
          expect(decoded).toEqual(records.map((record) => Buffer.from(record)));
        },
      ),
    );
  });
});
