import { describe, expect, it } from '@jest/globals';
import { decodeRecord, maxKinesisRecordBytes } from '@headwaters/record-codec';
import { aggregateOf, decodeAggregate, encodeAll } from '../support/aggregates.js';
import { peerAggregator, peerDecode, protobufEncode } from '../support/peer.js';

/** What aws-kinesis-agg 4.2.8 gets wrong. When it mends one, the line that begins with `peer` says so. */
const keysOf = (data: Uint8Array) =>
  decodeAggregate(data)
    .records()
    .map(({ partitionKey }) => partitionKey);
const peerEncode = (keys: string[]) => {
  const aggregator = peerAggregator();
  for (const partitionKey of keys)
    aggregator.addUserRecord({ partitionKey, data: Buffer.from(partitionKey) });
  return aggregator.build().data;
};
const ofKeys = (keys: string[]) =>
  aggregateOf(
    protobufEncode({
      partition_key_table: keys,
      records: keys.map((key, index) => ({ partition_key_index: index, data: Buffer.from(key) })),
    }),
  );

describe('where aws-kinesis-agg differs', () => {
  it('keeps numeric partition keys with their records; the peer swaps them', () => {
    expect(keysOf(ofKeys(['9', '1']))).toEqual(['9', '1']);
    const peer = peerDecode(peerEncode(['9', '1']));
    expect(peer.map(({ partitionKey, text }) => [partitionKey, text])).toEqual([
      ['1', '9'],
      ['9', '1'],
    ]);
  });

  it('keeps the partition key __proto__; the peer makes an aggregate that names no key', () => {
    const [entry] = encodeAll([Buffer.from('a'), Buffer.from('b')], { partitionKey: '__proto__' });
    expect(keysOf(entry?.data ?? Buffer.alloc(0))).toEqual(['__proto__', '__proto__']);
    expect(() => keysOf(peerEncode(['__proto__', 'a']))).toThrow();
  });

  it('counts partition keys in UTF-8; the peer overflows a Kinesis record with others than ASCII', () => {
    const partitionKey = 'é'.repeat(256);
    const fill = [Buffer.alloc(1000), Buffer.alloc(1)];
    const aggregator = peerAggregator();
    for (const data of fill)
      while (aggregator.checkIfUserRecordFits({ partitionKey, data }))
        aggregator.addUserRecord({ partitionKey, data });
    expect(aggregator.build().data.length).toBeGreaterThan(maxKinesisRecordBytes);
    const list = Array.from({ length: 1100 }, () => Buffer.alloc(1000));
    for (const entry of encodeAll(list, { partitionKey, maxEntryBytes: maxKinesisRecordBytes }))
      expect(entry.data.length + Buffer.byteLength(partitionKey)).toBeLessThanOrEqual(maxKinesisRecordBytes);
  });

  it('takes an empty record; the peer refuses it', () => {
    const [entry] = encodeAll([Buffer.alloc(0), Buffer.from('b')]);
    expect(keysOf(entry?.data ?? Buffer.alloc(0))).toEqual(['key', 'key']);
    const peer = () => {
      peerAggregator().addUserRecord({ partitionKey: 'key', data: '' });
    };
    expect(peer).toThrow('mandatory');
  });

  it('passes on data that merely begins with the magic; to the peer it is an error', () => {
    const data = Buffer.concat([Buffer.from('f3899ac2', 'hex'), Buffer.from('not an aggregate, just data')]);
    expect(decodeRecord(data)).toEqual({ profile: 'plain', bytes: data, resembles: 'kpl' });
    expect(() => peerDecode(data)).toThrow();
  });
});
