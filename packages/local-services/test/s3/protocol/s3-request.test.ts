import { describe, expect, it } from '@jest/globals';
import { parseByteRange } from '../../../src/s3/protocol/s3-request.js';

describe('parseByteRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=0-10', { start: 0, end: 10 }],
    ['bytes=9-', { start: 9, end: 10 }],
    ['bytes=-1', { start: 9, end: 10 }],
    ['bytes=-10', { start: 0, end: 10 }],
    ['bytes=-11', { start: 0, end: 10 }],
  ])('parses %s of 10 bytes', (text, range) => {
    expect(parseByteRange(text, 10)).toEqual(range);
  });

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-4', 'bytes=0-1,3-4', 'lines=0-1', 'bytes=a-b'])(
    'returns undefined for %j',
    (text) => {
      expect(parseByteRange(text, 10)).toBeUndefined();
    },
  );

  it.each([
    ['bytes=10-', 10],
    ['bytes=10-11', 10],
    ['bytes=-0', 10],
    ['bytes=0-', 0],
  ])('rejects %s of %i bytes', (text, size) => {
    expect(() => parseByteRange(text, size)).toThrow(
      expect.objectContaining({ code: 'InvalidRange', status: 416 }),
    );
  });
});
