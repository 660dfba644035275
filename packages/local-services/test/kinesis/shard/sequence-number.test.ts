import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatSequenceNumber, parseSequenceNumber } from '../../../src/kinesis/shard/sequence-number.js';

const parts = fc.record({
  shardCreatedSeconds: fc.integer({ min: 0, max: 2 ** 36 - 1 }),
  shardIndex: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
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
});
