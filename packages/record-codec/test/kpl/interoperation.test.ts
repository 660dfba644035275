import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aggregateOf, decodeAggregate, encodeAll } from '../support/aggregates.js';
import { peerAggregator, peerDecode, protobufDecode, protobufEncode } from '../support/peer.js';

const key = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', 'b', 'é', '漢', '-') });
const records = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 2, maxLength: 20 });
const contents = (data: Uint8Array) =>
  [...decodeAggregate(data).records()].map(({ partitionKey, bytes }) => [
    partitionKey,
    Buffer.from(bytes).toString('hex'),
  ]);

describe('AggregateEncoder, read by other decoders', () => {
  it('is read by aws-kinesis-agg', () => {
    fc.assert(
      fc.property(key, records, (partitionKey, list) => {
        const [entry] = encodeAll(list, { partitionKey });
        expect(peerDecode(entry?.data ?? Buffer.alloc(0))).toEqual(
          list.map((data) => ({ partitionKey, text: Buffer.from(data).toString() })),
        );
      }),
    );
  });

  it('is read by protobufjs with the public definition', () => {
    fc.assert(
      fc.property(key, records, (partitionKey, list) => {
        const [entry] = encodeAll(list, { partitionKey });
        expect(protobufDecode(entry?.data.subarray(4, -16) ?? Buffer.alloc(0))).toEqual({
          partition_key_table: [partitionKey],
          records: list.map((data) => ({ partition_key_index: 0, data: Buffer.from(data) })),
        });
      }),
    );
  });
});

describe('decodeRecord, on aggregates of other encoders', () => {
  it('decodes aggregates of aws-kinesis-agg', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.uint8Array({ maxLength: 300 })), { minLength: 1, maxLength: 20 }),
        (list) => {
          const aggregator = peerAggregator();
          for (const [partitionKey, data] of list) aggregator.addUserRecord({ partitionKey, data });
          expect(contents(aggregator.build().data)).toEqual(
            list.map(([partitionKey, data]) => [partitionKey, Buffer.from(data).toString('hex')]),
          );
        },
      ),
    );
  });

  it('decodes aggregates of protobufjs with any keys, indexes, hash keys, tags and data', () => {
    const record = fc.record({
      partition_key_index: fc.nat(2),
      data: fc.uint8Array({ maxLength: 300 }),
      tags: fc.array(fc.record({ key: fc.string(), value: fc.string() }), { maxLength: 2 }),
    });
    const keys = ['a', '1', '__proto__'];
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (list) => {
        const message = protobufEncode({
          partition_key_table: keys,
          explicit_hash_key_table: ['7'],
          records: list,
        });
        expect(contents(aggregateOf(message))).toEqual(
          list.map(({ partition_key_index, data }) => [
            keys[partition_key_index],
            Buffer.from(data).toString('hex'),
          ]),
        );
      }),
    );
  });
});
