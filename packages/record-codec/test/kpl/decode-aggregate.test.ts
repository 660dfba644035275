import { describe, expect, it } from '@jest/globals';
import { CorruptRecordError, decodeRecord } from '@headwaters/record-codec';
import { aggregateOf, decodeAggregate } from '../support/aggregates.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const aggregateOfHex = (text: string) => aggregateOf(hex(text));

describe('decodeRecord, on a KPL aggregate', () => {
  it('returns records with their keys and sub-sequence numbers', () => {
    const data = aggregateOfHex('0a0161 0a0162 1201 37 1a07 0801 1a03 6f6e65 1a09 0800 1000 1a03 74776f');
    const records = [...decodeAggregate(data).records()];
    expect(records.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['one', 'two']);
    expect(records.map(({ partitionKey }) => partitionKey)).toEqual(['b', 'a']);
    expect(records.map(({ explicitHashKey }) => explicitHashKey)).toEqual([undefined, '7']);
    expect(records.map(({ subSequenceNumber }) => subSequenceNumber)).toEqual([0, 1]);
  });

  it('accepts fields in any order, long varints and unknown fields of every wire type', () => {
    const data = aggregateOfHex(
      '1a10 1a0178 0880808000 2201ff 2d01020304 7801 790102030405060708 2a00 0a0161',
    );
    expect([...decodeAggregate(data).records()].map(({ partitionKey }) => partitionKey)).toEqual(['a']);
  });

  it('accepts an aggregate without records', () => {
    expect([...decodeAggregate(aggregateOfHex('')).records()]).toEqual([]);
  });

  it('returns data that only starts with the magic as plain, with resembles kpl', () => {
    const data = Buffer.concat([hex('f3899ac2'), Buffer.alloc(40)]);
    expect(decodeRecord(data)).toEqual({ profile: 'plain', bytes: data, resembles: 'kpl' });
  });

  it('returns data too short for an aggregate as plain', () => {
    const data = Buffer.concat([hex('f3899ac2'), Buffer.alloc(15)]);
    expect(decodeRecord(data)).toEqual({ profile: 'plain', bytes: data });
  });

  it.each([
    { name: 'a record without data', message: '0a0161 1a02 0800', records: [['a', '']] },
    { name: 'a record without the index of its key', message: '0a0161 1a03 1a0178', records: [['a', 'x']] },
    { name: 'a record without either', message: '0a0161 1a00', records: [['a', '']] },
    { name: 'an empty key, also omitted in a tag', message: '0a00 1a05 1a0178 2200', records: [['', 'x']] },
  ])('decodes $name as proto3 writers encode it', ({ message, records }) => {
    const decoded = decodeAggregate(aggregateOfHex(message)).records();
    expect(decoded.map(({ partitionKey, bytes }) => [partitionKey, Buffer.from(bytes).toString()])).toEqual(
      records,
    );
  });

  it.each([
    { name: 'whose partition key index is one too large', damaged: '1a05 0801 1a0178' },
    { name: 'whose partition key index is 2^32', damaged: '1a09 088080808010 1a0178' },
    { name: 'whose explicit hash key index is one too large', damaged: '1a07 0800 1001 1a0178' },
    { name: 'whose data is truncated', damaged: '1a05 0800 1a0278' },
    { name: 'with a varint of 11 bytes', damaged: '1a0e 08 ffffffffffffffffffff01 1a00' },
    { name: 'with a field of an unknown wire type', damaged: '1a03 0800 0b' },
  ])('keeps the neighbours of a record $name readable', ({ damaged }) => {
    const [first, second, third, ...rest] = decodeAggregate(
      aggregateOfHex(`0a0161 120137 1a05 0800 1a0178 ${damaged} 1a05 0800 1a0179`),
    ).records();
    expect(rest).toEqual([]);
    expect([first, third].map((record) => Buffer.from(record?.bytes ?? []).toString())).toEqual(['x', 'y']);
    expect([first?.error, third?.error]).toEqual([undefined, undefined]);
    expect(second?.error).toBeInstanceOf(CorruptRecordError);
    expect(() => second?.bytes).toThrow(/^Record 1 of an aggregate/);
  });

  it.each([
    { name: 'a truncated field', message: '0a0561' },
    { name: 'a truncated record', message: '0a0161 1a06 0800 1a0178' },
    { name: 'a truncated varint', message: '1a80' },
    { name: 'a truncated fixed field', message: '2d010203' },
    { name: 'a varint of 11 bytes', message: '08 ffffffffffffffffffff01' },
    { name: 'a varint above 2^53 - 1', message: '08 ffffffffffffff7f' },
    { name: 'a group', message: '0b 0c' },
  ])('rejects $name with a matching MD5', ({ message }) => {
    expect(() => decodeRecord(aggregateOfHex(message))).toThrow(CorruptRecordError);
  });
});
