import { describe, expect, it } from '@jest/globals';
import { decodeRecord, maxKinesisRecordBytes } from '@headwaters/record-codec';
import { aggregateOf, decodeAggregate, encodeAll } from '../support/aggregates.js';
import { peerAggregator, peerDecode, protobufEncode } from '../support/peer.js';

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

// Defects of aws-kinesis-agg 4.2.8. If a later version fixes one, the assertion on the peer fails.
describe('where aws-kinesis-agg differs', () => {
  it('numeric partition keys stay with their records; the peer swaps them', () => {
    expect(keysOf(ofKeys(['9', '1']))).toEqual(['9', '1']);
    const peer = peerDecode(peerEncode(['9', '1']));
    expect(peer.map(({ partitionKey, text }) => [partitionKey, text])).toEqual([
      ['1', '9'],
      ['9', '1'],
    ]);
  });

  it('the partition key __proto__ is kept; the peer omits its index, which is then 0', () => {
    const [entry] = encodeAll([Buffer.from('a'), Buffer.from('b')], { partitionKey: '__proto__' });
    expect(keysOf(entry?.data ?? Buffer.alloc(0))).toEqual(['__proto__', '__proto__']);
    expect(keysOf(peerEncode(['a', '__proto__']))).toEqual(['a', 'a']);
  });

  it('partition keys count in UTF-8 bytes; the peer exceeds a Kinesis record with non-ASCII keys', () => {
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

  it('an empty record is accepted; the peer rejects it', () => {
    const [entry] = encodeAll([Buffer.alloc(0), Buffer.from('b')]);
    expect(keysOf(entry?.data ?? Buffer.alloc(0))).toEqual(['key', 'key']);
    const peer = () => {
      peerAggregator().addUserRecord({ partitionKey: 'key', data: '' });
    };
    expect(peer).toThrow('mandatory');
  });

  it('data that only starts with the magic is plain; the peer throws', () => {
    const data = Buffer.concat([Buffer.from('f3899ac2', 'hex'), Buffer.from('not an aggregate, just data')]);
    expect(decodeRecord(data)).toEqual({ profile: 'plain', bytes: data, resembles: 'kpl' });
    expect(() => peerDecode(data)).toThrow();
  });
});
