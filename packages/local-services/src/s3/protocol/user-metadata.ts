/** Longest encoded word. Source: https://www.rfc-editor.org/rfc/rfc2047#section-2. */
const maxEncodedWordLength = 75;

/**
 * The text of metadata in a header: UTF-8, or ISO-8859-1 if it is not valid UTF-8. Encoded words of RFC 2047 are decoded.
 * Source: LocalStack's recording `test_user_metadata_rfc2047_encoded`.
 *
 * @param value - One character per byte.
 */
export function decodeMetadata(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const text = bytes.toString('utf8');
  return decodeWords(text.includes('\ufffd') && !bytes.includes('\ufffd') ? value : text);
}

/**
 * The header that returns metadata: ASCII unchanged, and other text as encoded words of RFC 2047, in Q encoding if most of its
 * characters are ASCII, in B encoding otherwise. Sources: LocalStack's recordings `test_user_metadata_rfc2047_encoded` and
 * `test_post_object_with_unicode_metadata`. No recording has a string that needs several words.
 */
export function encodeMetadata(text: string): string {
  const characters = Array.from(text);
  const isPlain = (character: string) => /^[\t\u0020-\u007e]$/.test(character);
  if (characters.every(isPlain)) return text;
  const plainCount = characters.filter(isPlain).length;
  const encoding = plainCount > characters.length - plainCount ? 'Q' : 'B';
  return encodeWords(characters, encoding).join(' ');
}

function encodeWords(characters: readonly string[], encoding: 'Q' | 'B'): string[] {
  const text = characters.join('');
  const word = `=?UTF-8?${encoding}?${encoding === 'Q' ? encodeQ(text) : encodeB(text)}?=`;
  if (word.length <= maxEncodedWordLength || characters.length === 1) return [word];
  const half = characters.length >> 1;
  return [
    ...encodeWords(characters.slice(0, half), encoding),
    ...encodeWords(characters.slice(half), encoding),
  ];
}

const encodeB = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

function encodeQ(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (character === ' ') return '_';
      if (byte > 0x20 && byte < 0x7f && !'=_?'.includes(character)) return character;
      return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

const encodedWord = /=\?UTF-8\?([QB])\?([^? ]*)\?=/gi;

/** Decodes a string of encoded words. Other strings, and words in other character sets, stay unchanged. */
function decodeWords(text: string): string {
  if (!/^(?:=\?UTF-8\?[QB]\?[^? ]*\?=\s*)+$/i.test(text)) return text;
  const bytes = [...text.matchAll(encodedWord)].map(([, encoding = '', content = '']) =>
    encoding.toUpperCase() === 'B' ? Buffer.from(content, 'base64') : decodeQ(content),
  );
  return Buffer.concat(bytes).toString('utf8');
}

function decodeQ(content: string): Buffer {
  const unescaped = content
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(unescaped, 'latin1');
}
