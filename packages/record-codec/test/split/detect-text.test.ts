import { detectDelimiter, detectEncoding, detectLineEnds } from '@headwaters/record-codec';
import { describe, expect, it } from '@jest/globals';

const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();

describe('detectEncoding', () => {
  it.each([
    ['utf-16le', 'a byte order mark FF FE', utf16le('\ufeff日本語')],
    ['utf-16be', 'a byte order mark FE FF', utf16be('\ufeff日本語')],
    ['utf-16le', 'ASCII', utf16le('id,name\n')],
    ['utf-16be', 'ASCII', utf16be('id,name\n')],
    ['utf-16le', 'one line of two characters', utf16le('a\n')],
    [
      'utf-16le',
      'Chinese with line ends, and a character that has a zero itself',
      utf16le('一二三四五六七八九十\n'.repeat(30)),
    ],
    [
      'utf-16be',
      'Chinese with line ends, and a character that has a zero itself',
      utf16be('二三四五六七八九十一\n'.repeat(30)),
    ],
    ['utf-8', 'ASCII', Buffer.from('id,name\n')],
    ['utf-8', 'UTF-8 with a byte order mark', Buffer.from('\ufeffČ\n')],
    ['utf-8', 'UTF-8 with one zero in 200 characters', Buffer.from(`${'a'.repeat(199)}\0`)],
    ['utf-8', 'numbers of 16 bits', Buffer.from(Uint16Array.from({ length: 500 }, (_, n) => n).buffer)],
    ['utf-8', 'numbers of 32 bits', Buffer.from(Uint32Array.from({ length: 500 }, (_, n) => n + 32).buffer)],
    ['utf-8', 'line feeds of both byte orders', Buffer.concat([utf16le('a\n'.repeat(20)), utf16be('a\n')])],
    ['utf-8', 'zeros', Buffer.alloc(500)],
    ['utf-8', 'one byte', Buffer.from('a')],
    ['utf-8', 'no bytes', Buffer.alloc(0)],
  ])('returns %s for %s', (encoding, _, head) => {
    expect(detectEncoding(head)).toBe(encoding);
  });
});

describe('detectLineEnds', () => {
  it.each([
    ['none', ''],
    ['none', 'one line'],
    ['none', 'one line\r'],
    ['cr', 'a\rb'],
    ['cr', 'a\r\r'],
    ['lf', 'a\nb'],
    ['lf', 'a\rb\nc'],
    ['lf', 'a\r\nb\n'],
    ['crlf', 'a\r\nb\r\n'],
  ])('returns %s for %j, in UTF-8 and UTF-16', (lineEnds, text) => {
    expect(detectLineEnds(Buffer.from(text))).toBe(lineEnds);
    expect(detectLineEnds(utf16be(text), { encoding: 'utf-16be' })).toBe(lineEnds);
  });

  it('does not take the bytes of other characters for line ends', () => {
    expect(detectLineEnds(utf16le('Ċčĉ\u0a0d'), { encoding: 'utf-16le' })).toBe('none');
  });
});

describe('detectDelimiter', () => {
  it.each([
    [',', 'a,b;c,d\n1;2;3;4;5\n'],
    [';', 'a;b,c;d\n1,2,3,4,5\n'],
    ['\t', 'a\tb c\td\n'],
    ['|', 'a|b|c\n'],
    [',', 'name\n1;2\n'],
    [',', ''],
    [',', 'a,b;c'],
    [';', '"a,b";"c,d"\n'],
    [';', '"a\n,,,,";b\r\n'],
    [';', '\ufeff"a,b";c\n'],
    ['|', '5" pipe|"a"|b\n'],
  ])('returns %j for %j, in UTF-8 and UTF-16', (delimiter, text) => {
    expect(detectDelimiter(Buffer.from(text))).toBe(delimiter);
    expect(detectDelimiter(utf16le(text), { encoding: 'utf-16le' })).toBe(delimiter);
  });
});
