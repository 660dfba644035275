import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  formatSequenceNumber,
  parseSequenceNumber,
  readSequenceNumber,
} from '../../../src/kinesis/shard/sequence-number.js';

const parts = fc.record({
  shardCreatedSeconds: fc.integer({ min: 0, max: 16_025_174_999 }),
  shardIndex: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  counter: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  arrivalSeconds: fc.integer({ min: 0, max: 2 ** 36 - 1 }),
});

describe('formatSequenceNumber', () => {
  it('returns 56 digits that parseSequenceNumber parses back', () => {
    fc.assert(
      fc.property(parts, (any) => {
        const text = formatSequenceNumber(any);
        expect(text).toMatch(/^\d{56}$/);
        expect(parseSequenceNumber(text)).toEqual(any);
      }),
    );
  });

  it('increases with the counter at any time, and with the creation time of the shard for any counter', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const sameShard = {
          ...other,
          shardCreatedSeconds: one.shardCreatedSeconds,
          shardIndex: one.shardIndex,
        };
        fc.pre(one.counter < other.counter && one.shardCreatedSeconds < other.shardCreatedSeconds);
        expect(formatSequenceNumber(one) < formatSequenceNumber(sameShard)).toBe(true);
        expect(formatSequenceNumber(one) < formatSequenceNumber({ ...other, counter: 0 })).toBe(true);
      }),
    );
  });
});

describe('parseSequenceNumber', () => {
  it.each(['', '0', 'abc', '-1', '1e5', '9'.repeat(56), '1'.repeat(129)])(
    'returns undefined for %j',
    (text) => {
      expect(parseSequenceNumber(text)).toBeUndefined();
    },
  );

  it('never throws, whatever digits a client sends', () => {
    const digits = fc.string({ unit: fc.constantFrom('0', '1', '5', '9'), maxLength: 140 });
    const hex = fc.string({ unit: fc.constantFrom('0', '1', '2', '8', 'f'), minLength: 47, maxLength: 47 });
    fc.assert(
      fc.property(
        fc.oneof(
          digits,
          hex.map((text) => BigInt(`0x${text}`).toString()),
        ),
        (text) => {
          const parsed = parseSequenceNumber(text);
          if (parsed !== undefined) expect(formatSequenceNumber(parsed)).toBe(BigInt(text).toString());
        },
      ),
    );
  });
});

describe('readSequenceNumber', () => {
  // Source: tests of getShardIterator and putRecord recorded on AWS, in kinesalite 3.3.3.
  it.each([
    ['5', { version: 0, shardIndex: 5 }],
    [fromHex('20000000000000000000000000000000000000000000001'), { version: 1, shardIndex: 0 }],
    [fromHex('20000000000000000000000000000000000000000000002'), { version: 2, shardIndex: 0 }],
    [fromHex('20000000000000000000000000000000000000800000002'), { version: 2, shardIndex: -2147483648 }],
  ])('reads %s, which is valid on AWS', (text, expected) => {
    expect(readSequenceNumber(text)).toMatchObject(expected);
  });

  it.each([
    ['a date too large', '13bb2cc3d80000000000000000000000'],
    ['version 0 of the long layout', '20000000000000000000000000000000000000000000000'],
    ['version 3', '20000000000000000000000000000000000000000000003'],
    ['version 4', '20000000000000000000000000000000000000000000004'],
    ['an initial 1', '1ffffffffff7fffffffffffffff000000000007fffffff2'],
    ['an initial 3', '30000000000000000000000000000000000000000000001'],
    ['an index with its highest bit set', '20000000000800000000000000000000000000000000002'],
    ['all bits', '2ffffffffff7fffffffffffffff000000000007fffffff2'],
  ])('returns undefined for %s, which is invalid on AWS', (_name, hex) => {
    expect(readSequenceNumber(fromHex(hex))).toBeUndefined();
  });
});

function fromHex(digits: string): string {
  return BigInt(`0x${digits}`).toString();
}
