import { describe, expect, test } from '@jest/globals';
import { encodeEventKey } from '../../src/notification/encode-event-key.js';

describe('encodeEventKey', () => {
  test.each([
    ['a b', 'a+b'],
    ['a+b', 'a%2Bb'],
    ['100%', '100%25'],
    ['folder/ü', 'folder/%C3%BC'],
    ['😀=&', '%F0%9F%98%80%3D%26'],
  ])('writes %s as %s', (key, encoded) => {
    expect(encodeEventKey(key)).toBe(encoded);
    expect(decodeURIComponent(encodeEventKey(key).replaceAll('+', ' '))).toBe(key);
  });
});
