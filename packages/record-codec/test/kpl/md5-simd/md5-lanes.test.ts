import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { md5InLanes } from '../../../src/kpl/md5-simd/md5-lanes.js';

const md5 = (message: Uint8Array) => createHash('md5').update(message).digest('hex');
const lanes = (messages: Uint8Array[]) => md5InLanes(messages)?.map((digest) => digest.toString('hex'));

describe('md5InLanes', () => {
  it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 8_119, 8_120, 8_128, 8_129, 50_000])(
    'matches OpenSSL on eight messages of %d bytes and up to seven more',
    (length) => {
      const messages = [0, 1, 2, 3, 4, 5, 6, 7].map((more) => Buffer.alloc(length + more, more + 1));
      expect(lanes(messages)).toEqual(messages.map(md5));
    },
  );

  it('matches OpenSSL on one to eight messages of any content and length', () => {
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(40_000).map((length) => Buffer.alloc(length, length)),
    );
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (messages) => {
        expect(lanes(messages)).toEqual(messages.map(md5));
      }),
    );
  });
});
