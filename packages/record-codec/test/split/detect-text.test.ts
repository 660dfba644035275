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
    ['utf-16le', 'eight characters', utf16le('id,name\n')],
    ['utf-8', 'seven characters, too few without a byte order mark', utf16le('id,nam\n')],
    ['utf-16le', 'two characters with a byte order mark', utf16le('\ufeffa\n')],
    ['utf-16be', 'ASCII with one other character in ten', utf16be('nine ASCI†'.repeat(20))],
    ['utf-16le', 'tabs, CRLF and Czech names', utf16le('id\tname\r\n1\tČern\u00e1\r\n2\tOva\r\n')],
    ['utf-16le', 'Russian', utf16le('Карел Чапек\n'.repeat(10))],
    ['utf-16be', 'Czech', utf16be('Karel Čapek, Malé Svatoňovice\r\n')],
    ['utf-8', 'records of three characters that end with a zero', Buffer.from('abc\0'.repeat(50))],
    ['utf-8', 'records of UTF-8 that end with a zero', Buffer.from('né\0'.repeat(50))],
    ['utf-8', 'records after a zero', Buffer.from('\0abc'.repeat(50))],
    ['utf-8', 'records with zeros, cut within a character', Buffer.from('abé\0é'.repeat(50)).subarray(0, -1)],
    [
      'utf-8',
      'names of files as find -print0 writes them',
      Buffer.from('./a\0./b.txt\0./cd\0./ef\0'.repeat(20)),
    ],
    ['utf-8', 'one character and a zero', Buffer.from('a\0')],
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
