import { formatPlainKey, parsePlainKey } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';

const sourceDigest = '0f343b0931126a20f133d67c2b018a3b';
const keyOf = (offset: string, mark = '') => `${sourceDigest}#${offset}${mark}`;

describe('parsePlainKey', () => {
  it.each([
    'lf',
    'crlf',
    'whole',
    'utf-16le',
    'utf-16be',
    'whole-utf-16le',
    'whole-utf-16be',
    undefined,
  ] as const)('returns what formatPlainKey wrote, with the mark %s', (mark) => {
    const key = { sourceDigest, offset: Number.MAX_SAFE_INTEGER, ...(mark !== undefined && { mark }) };
    expect(parsePlainKey(formatPlainKey(key))).toEqual(key);
  });

  it.each([
    ['an offset of 2^53', keyOf('9007199254740992')],
    ['an offset with a leading zero', keyOf('01')],
    ['a mark of a later version', keyOf('1', '+cr')],
    ['a digest in upper case', keyOf('1').toUpperCase()],
    ['a digest of 31 digits', keyOf('1').slice(1)],
    ['no offset', sourceDigest],
  ])('returns undefined for %s', (_, key) => {
    expect(parsePlainKey(key)).toBeUndefined();
  });
});
