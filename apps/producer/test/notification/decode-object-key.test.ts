import { describe, expect, it } from '@jest/globals';
import { decodeObjectKey } from '../../src/notification/decode-object-key.js';

describe('decodeObjectKey', () => {
  it.each([
    ['plain.txt', 'plain.txt'],
    ['two+words.txt', 'two words.txt'],
    ['one%2Bone.txt', 'one+one.txt'],
    ['100%25.txt', '100%.txt'],
    ['folder/caf%C3%A9+%F0%9F%8C%8A.txt', 'folder/café 🌊.txt'],
  ])('reads %s as %s', (encoded, key) => {
    expect(decodeObjectKey(encoded)).toBe(key);
  });

  it.each(['50%', '%zz', '%C3', '\ud800'])('refuses %j, which no form encoder writes', (encoded) => {
    expect(() => decodeObjectKey(encoded)).toThrow(/not form-encoded UTF-8/);
  });
});
