import { describe, expect, it } from '@jest/globals';
import { needsHead, profileText, type TextSettings } from '../../src/object/text-profile.js';

const settings: TextSettings = { layout: 'lines', csvDelimiter: ',', encoding: 'utf-8', isBinary: false };
const text = 'name;town\r\nČapek;Malé Svatoňovice\r\n';
const utf16le = Buffer.from(`\ufeff${text}`, 'utf16le');
const utf16be = Buffer.from(utf16le).swap16();
const chinese = Buffer.from('名字和城市'.repeat(1_000), 'utf16le');

const profile = (head: string | Uint8Array, changes: Partial<TextSettings> = {}) =>
  profileText(Buffer.from(head), { ...settings, ...changes });

describe('profileText', () => {
  it.each([
    ['utf-8', text, 'utf-8'],
    ['auto', text, 'utf-8'],
    ['auto', utf16le, 'utf-16le'],
    ['auto', utf16be, 'utf-16be'],
    ['auto', utf16le.subarray(2), 'utf-16le'],
    ['utf-16', utf16le, 'utf-16le'],
    ['utf-16', utf16be, 'utf-16be'],
    ['utf-16', chinese, 'utf-16le'],
    ['utf-16', '', 'utf-16le'],
    // Too short to be detected, but not UTF-8 either.
    ['utf-16', Buffer.from('a\n', 'utf16le'), 'utf-16le'],
    ['utf-16', Buffer.from('a\n', 'utf16le').swap16(), 'utf-16be'],
    ['utf-16', Buffer.from('名\n', 'utf16le'), 'utf-16le'],
    // Separated by zeros.
    ['utf-8', 'abc\0'.repeat(50), 'utf-8'],
    ['auto', 'a\0', 'utf-8'],
  ] as const)('with the setting %s, case %#', (encoding, head, expected) => {
    expect(profile(head, { encoding }).encoding).toBe(expected);
  });

  it.each([
    ['utf-8', utf16le, 'The text looks like UTF-16 (utf-16le); set encoding to utf-16 or auto'],
    ['utf-8', utf16be, 'The text looks like UTF-16 (utf-16be); set encoding to utf-16 or auto'],
    ['utf-8', utf16le.subarray(2), 'The text looks like UTF-16 (utf-16le); set encoding to utf-16 or auto'],
    ['utf-16', text, 'The text looks like UTF-8; set encoding to utf-8 or auto'],
    // The head ends within a character.
    ['utf-16', Buffer.from('Č').subarray(0, 1), 'The text looks like UTF-8; set encoding to utf-8 or auto'],
  ] as const)('refuses another encoding than %s, case %#', (encoding, head, message) => {
    expect(() => profile(head, { encoding })).toThrow(
      expect.objectContaining({
        code: 'HEADWATERS_ENCODING_MISMATCH',
        message: `${message}, or binary if it is not text`,
      }),
    );
  });

  it('reads neither binary files nor, without the setting, whole files as text', () => {
    const whole = { encoding: 'utf-8', delimiter: ',', lineEnds: 'none' };
    expect(profile(utf16le, { isBinary: true })).toEqual(whole);
    expect(profile(utf16le, { layout: 'whole' })).toEqual(whole);
    expect(profile(utf16le, { layout: 'whole', encoding: 'auto' }).encoding).toBe('utf-16le');
  });

  it.each([
    [',', ','],
    [';', ';'],
    ['tab', '\t'],
    ['|', '|'],
    ['auto', ';'],
  ] as const)('of CSV with the delimiter %s, it is %j', (csvDelimiter, delimiter) => {
    expect(profile(text, { layout: 'csv', csvDelimiter }).delimiter).toBe(delimiter);
    expect(profile(utf16le, { layout: 'csv', csvDelimiter, encoding: 'auto' }).delimiter).toBe(delimiter);
  });

  it.each([
    ['one\rtwo\r', 'cr'],
    ['one\r\ntwo\r\n', 'crlf'],
    ['one\ntwo\r', 'lf'],
    ['one', 'none'],
  ])('of %j, the line ends are %s', (head, lineEnds) => {
    expect(profile(head).lineEnds).toBe(lineEnds);
    expect(profile(Buffer.from(head, 'utf16le'), { encoding: 'utf-16' }).lineEnds).toBe(lineEnds);
  });
});

describe('needsHead', () => {
  it.each([
    [{}, false],
    [{ encoding: 'auto' }, true],
    [{ encoding: 'utf-16' }, true],
    [{ layout: 'csv', csvDelimiter: 'auto' }, true],
    [{ layout: 'csv', csvDelimiter: ';' }, false],
    [{ encoding: 'auto', isBinary: true }, false],
  ] as const)('of %j is %s', (changes, expected) => {
    expect(needsHead({ ...settings, ...changes })).toBe(expected);
  });
});
